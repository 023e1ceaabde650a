-- Ends all families of a subject. KEYS: its index. ARGV: what names of families begin with, in the same slot.
-- Returns how many were not ended yet.
local count = 0
for _, member in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], string.format('(%.0f', now), '+inf')) do
  local family = ARGV[1] .. member
  if redis.call('HGET', family, 'ended') == '0' then
    redis.call('HSET', family, 'ended', 1)
    count = count + 1
  end
end
return {count}
