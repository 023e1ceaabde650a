-- Gives one token back. Returns 1 when it did.
local burst = tonumber(ARGV[3])
local state = redis.call('GET', KEYS[1])
if not state then
  return {0}
end
local level, at = cmsgpack.unpack(state)
redis.call('SET', KEYS[1], cmsgpack.pack(math.min(burst, level + 1), at), 'KEEPTTL')
return {1}
