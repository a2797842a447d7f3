-- Forgets the key if the owner runs still. KEYS: the key. ARGV: owner. Gives 1 if it did.
local owner, lease_ends = unpack(redis.call('HMGET', KEYS[1], 'owner', 'lease_ends'))

if owner ~= ARGV[1] or not lease_ends then return 0 end
return redis.call('DEL', KEYS[1])
