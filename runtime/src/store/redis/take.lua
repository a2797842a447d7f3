-- Takes from all buckets or from none. KEYS: one bucket each. ARGV: five for each of them, its size
-- and its price in seconds and nanoseconds, and 1 if it is in shadow. Gives the time, then what was
-- missing from each bucket before. Whoever keeps seconds and nanoseconds apart needs no more than
-- the 53 bits that numbers here have.
local time = redis.call('TIME')
local now_s, now_n = tonumber(time[1]), tonumber(time[2]) * 1000
local kept = redis.call('MGET', unpack(KEYS))
local answer, after, admitted = { now_s, now_n }, {}, true

for i = 1, #KEYS do
    local size_s, size_n, price_s, price_n, shadow = unpack(ARGV, 5 * i - 4, 5 * i)
    size_s, size_n = tonumber(size_s), tonumber(size_n)
    local s, n = 0, 0
    local full_s, full_n = string.match(kept[i] or '', '^(%d+)%.(%d+)$')
    if full_s then
        s, n = tonumber(full_s) - now_s, tonumber(full_n) - now_n
        if n < 0 then s, n = s - 1, n + 1000000000 end
        if s < 0 then s, n = 0, 0 end
        if s > size_s or (s == size_s and n > size_n) then s, n = size_s, size_n end
    end
    answer[#answer + 1], answer[#answer + 2] = s, n

    s, n = s + tonumber(price_s), n + tonumber(price_n)
    if n >= 1000000000 then s, n = s + 1, n - 1000000000 end
    if s < size_s or (s == size_s and n <= size_n) then
        after[i] = { s, n }
    elseif shadow ~= '1' then
        admitted = false
    end
end

for i = 1, #KEYS do
    if admitted and after[i] then
        local s, n = now_s + after[i][1], now_n + after[i][2]
        if n >= 1000000000 then s, n = s + 1, n - 1000000000 end
        -- A bucket that is full is the same as none.
        local life = after[i][1] * 1000 + math.ceil(after[i][2] / 1000000) + 1
        redis.call('SET', KEYS[i], string.format('%.0f.%.0f', s, n), 'PX', string.format('%.0f', life))
    end
end
return answer
