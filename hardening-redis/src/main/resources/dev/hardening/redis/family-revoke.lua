-- Ends a family. KEYS: the family. Returns 1 when it was there and not ended yet, or else 0.
local known = redis.call('HMGET', KEYS[1], 'ended', 'over')
if known[1] ~= '0' or now >= tonumber(known[2]) then
  return {0}
end
redis.call('HSET', KEYS[1], 'ended', 1)
return {1}
