-- Remembers a key until a moment, if it is not remembered yet; one whose time is over is not stored. The value is the first
-- moment at which it is over. Returns 1 when it was absent.
local span = tonumber(ARGV[1])
local over = redis.call('GET', KEYS[1])
if over and over - now > 0 then
  return {0}
end
if span > 0 then
  redis.call('SET', KEYS[1], string.format('%.0f', now + span * tick), 'PX', span + slack)
end
return {1}
