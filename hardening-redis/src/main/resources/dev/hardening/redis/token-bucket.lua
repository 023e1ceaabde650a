-- Takes one token, or refuses. The state is the level and when it was that; no key is a full bucket.
-- Returns what remains, or -1; the ticks until there is one more; 0.
local max, window, burst = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local state = redis.call('GET', KEYS[1])
local level, at = burst, now
if state then
  level, at = cmsgpack.unpack(state)
end
-- After the clock was set back, or a server with another one has taken over, nobody knows what was to be added.
local ahead = at > now
if not ahead then
  level = math.min(burst, level + (now - at) * max / window)
end
local function keep(left)
  redis.call('SET', KEYS[1], cmsgpack.pack(left, now), 'PX', math.ceil((burst - left) * window / max / tick) + 1 + slack)
end
-- What was added in many small steps may be a hair below a token.
if level < 1 - 1e-9 then
  if ahead then
    keep(level)
  end
  return {-1, math.max(1, math.ceil((1 - level) * window / max)), 0}
end
level = math.max(0, level - 1)
keep(level)
return {math.floor(level + 1e-9), math.ceil(window / max), 0}
