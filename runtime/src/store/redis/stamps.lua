-- Gives who the server is, and the stamps of all tags; makes those that are missing. KEYS: one stamp
-- each. ARGV: for how many milliseconds a new one is kept, then a value for each that may be missing.
local replication = redis.call('INFO', 'replication')
if not string.find(replication, 'role:master', 1, true) then
    return redis.error_reply('READONLY it is a replica, whose stamps may be old')
end
local run = string.match(redis.call('INFO', 'server'), 'run_id:(%w+)')
local answer = { run .. string.match(replication, 'master_replid:(%w+)') }

for i = 1, #KEYS do
    local stamp = redis.call('GET', KEYS[i])
    if not stamp then
        stamp = ARGV[i + 1]
        redis.call('SET', KEYS[i], stamp, 'PX', ARGV[1])
    end
    answer[i + 1] = stamp
end
return answer
