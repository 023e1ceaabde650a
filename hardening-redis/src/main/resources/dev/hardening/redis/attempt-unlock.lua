-- Sets a mark to a value that it never had, for longer than what it is to end can live. Returns 1.
local mark = math.max(now, (redis.call('GET', KEYS[1]) or 0) + 1)
redis.call('SET', KEYS[1], string.format('%.0f', mark), 'PX', tonumber(ARGV[1]) + slack)
return {1}
