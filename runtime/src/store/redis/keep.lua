-- Has the stamps last at least as long as an entry that relies on them. KEYS: one stamp each.
-- ARGV: for how many milliseconds.
for i = 1, #KEYS do
    if redis.call('PTTL', KEYS[i]) < tonumber(ARGV[1]) then
        redis.call('PEXPIRE', KEYS[i], ARGV[1])
    end
end
