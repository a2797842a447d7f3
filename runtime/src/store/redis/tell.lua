-- Tells a channel, and says how many are told by this very server. KEYS: a key of the service's, by
-- which the server is found, and which only a server that takes writes can touch. ARGV: the channel,
-- and what to tell it.
redis.call('SET', KEYS[1], '', 'PX', 60000)
return redis.call('PUBLISH', ARGV[1], ARGV[2])
