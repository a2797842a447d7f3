-- Begins the owner's lease anew. KEYS: the key. ARGV: owner, length and ttl in microseconds. Gives 1 if
-- the owner runs still.
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000000 + tonumber(time[2])
local length, ttl = tonumber(ARGV[2]), tonumber(ARGV[3])
local owner, lease_ends = unpack(redis.call('HMGET', KEYS[1], 'owner', 'lease_ends'))

if owner ~= ARGV[1] or not lease_ends then return 0 end
redis.call('HSET', KEYS[1], 'lease_ends', string.format('%.0f', now + length))
redis.call('PEXPIRE', KEYS[1], string.format('%.0f', math.ceil((length + ttl) / 1000)))
return 1
