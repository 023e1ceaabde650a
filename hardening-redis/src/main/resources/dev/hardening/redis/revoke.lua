-- Remembers that something is over before its time. KEYS: its key. ARGV: the milliseconds left; until when it counts, in
-- milliseconds, and up to which second, both by the clocks of those who ask. Neither ever goes back.
-- Returns 1, or 0 when there is nothing to remember any more.
local left, over, last = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
left = left > 0 and left + slack or 0
local known = redis.call('GET', KEYS[1])
if known then
  local known_over, known_last = string.match(known, '^(%-?%d+) (%-?%d+)$')
  over, last = math.max(over, tonumber(known_over)), math.max(last, tonumber(known_last))
  left = math.max(left, redis.call('PTTL', KEYS[1]))
end
if left <= 0 then
  return {0}
end
redis.call('SET', KEYS[1], string.format('%.0f %.0f', over, last), 'PX', string.format('%.0f', left))
return {1}
