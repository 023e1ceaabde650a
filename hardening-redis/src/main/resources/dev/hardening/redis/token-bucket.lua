-- Takes one token, or refuses. The state is the level and when it was that; no key is a full bucket.
-- Returns what remains, or -1; the ticks until there is one more; 0.
local max, window, burst = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local state = redis.call('GET', KEYS[1])
local level, at = burst, now
if state then
  level, at = cmsgpack.unpack(state)
  if at - now > burst * window / max then
    level, at = burst, now -- the clock was set back by more than it takes to fill the bucket
  elseif at > now then
    now = at
  end
  level = math.min(burst, level + (now - at) * max / window)
end
-- What was added in many small steps may be a hair below a token.
if level < 1 - 1e-9 then
  return {-1, math.max(1, math.ceil((1 - level) * window / max)), 0}
end
level = math.max(0, level - 1)
redis.call('SET', KEYS[1], cmsgpack.pack(level, now), 'PX', math.ceil((burst - level) * window / max / tick) + 1 + slack)
return {math.floor(level + 1e-9), math.ceil(window / max), 0}
