-- Ends the owner's lease and keeps its answer. KEYS: the key. ARGV: owner, ttl in microseconds, 1 if the
-- answer is kept, the answer. Gives 1 if the owner ran, or has completed before.
local owner, lease_ends = unpack(redis.call('HMGET', KEYS[1], 'owner', 'lease_ends'))

if owner ~= ARGV[1] then return 0 end
if lease_ends then
    redis.call('HDEL', KEYS[1], 'lease_ends')
    if ARGV[3] == '1' then redis.call('HSET', KEYS[1], 'answer', ARGV[4]) end
    redis.call('PEXPIRE', KEYS[1], string.format('%.0f', math.ceil(tonumber(ARGV[2]) / 1000)))
end
return 1
