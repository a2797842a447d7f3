-- Takes the lease if its key is free. KEYS: the key. ARGV: fingerprint, owner, length and ttl in
-- microseconds, 1 if it is safe to rerun. A key that runs has `lease_ends`; one that is done has an
-- `answer`, unless that was not kept. Microseconds since 1970 fit the 53 bits that numbers have here.
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000000 + tonumber(time[2])
local length, ttl = tonumber(ARGV[3]), tonumber(ARGV[4])
local fingerprint, owner, lease_ends, answer =
    unpack(redis.call('HMGET', KEYS[1], 'fingerprint', 'owner', 'lease_ends', 'answer'))

if fingerprint then
    if fingerprint ~= ARGV[1] then return { 'mismatch' } end
    if not (lease_ends and owner == ARGV[2]) then
        if lease_ends and now < tonumber(lease_ends) then return { 'in_flight' } end
        if answer then return { 'answered', answer } end
        if ARGV[5] ~= '1' then return { 'unknown' } end
    end
end

redis.call('DEL', KEYS[1])
redis.call('HSET', KEYS[1], 'fingerprint', ARGV[1], 'owner', ARGV[2],
    'lease_ends', string.format('%.0f', now + length))
redis.call('PEXPIRE', KEYS[1], string.format('%.0f', math.ceil((length + ttl) / 1000)))
return { 'granted' }
