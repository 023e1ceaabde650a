-- One count of failed tries, as scripts see it. Arguments: how many counts there are, a stamp, and then for each count: its
-- limit (max, window, lock, whether consecutive), whether a success clears it, and which keys are the four marks of unlocks
-- that cover it. Keys: those of the counts, then the marks.
-- The state of a count is the end of its lock, or 0; what the four marks were when it was written; and the time of each failure, the
-- oldest first, or for consecutive ones how many they are and the times of the first and of the last.
local many, width = tonumber(ARGV[1]), 9
local marks = {}

local function mark(at)
  marks[at] = marks[at] or (redis.call('GET', KEYS[at]) or 0) + 0
  return marks[at]
end

-- A mark that is there and was not when the count was written is of an unlock after that. One that has ended changes nothing: it has
-- outlived whatever it was to end.
local function began_before_an_unlock(kept, seen)
  for i = 1, 4 do
    if seen[i] ~= 0 and seen[i] ~= kept[1 + i] then
      return true
    end
  end
  return false
end

local function read(i)
  local at = 2 + width * (i - 1)
  local count = {
    key = KEYS[i],
    max = tonumber(ARGV[at + 1]),
    window = tonumber(ARGV[at + 2]),
    lock = tonumber(ARGV[at + 3]),
    consecutive = ARGV[at + 4] == '1',
    cleared = ARGV[at + 5] == '1',
    seen = {},
    locked = 0,
    failures = 0,
    times = {}
  }
  for m = 1, 4 do
    count.seen[m] = mark(tonumber(ARGV[at + 5 + m]))
  end
  local state = redis.call('GET', count.key)
  local kept = state and cmsgpack.unpack(state)
  if not kept or began_before_an_unlock(kept, count.seen) then
    return count
  end
  -- Nothing lies ahead unless the clock was set back.
  count.times = {unpack(kept, count.consecutive and 7 or 6)}
  for t = #count.times, 1, -1 do
    if count.times[t] <= now then
      break
    end
    count.times[t] = now
  end
  count.failures = count.consecutive and kept[6] or #count.times
  count.locked = math.min(kept[1], now + count.lock)
  count.moved = count.locked ~= kept[1]
  return count
end

-- Returns how long a count is locked yet, and forgets what no longer counts.
local function wait(count)
  if count.locked > now then
    return count.locked - now
  end
  if count.locked > 0 then
    count.locked, count.failures, count.times = 0, 0, {}
  end
  if count.consecutive then
    if count.failures > 0 and now - count.times[2] >= count.window then
      count.failures, count.times = 0, {}
    end
    return 0
  end
  local first = 1
  while first <= count.failures and now - count.times[first] >= count.window do
    first = first + 1
  end
  if first > 1 then
    count.times = {unpack(count.times, first)}
    count.failures = #count.times
  end
  return 0
end

-- Counts one more failure, and tells whether it locks.
local function add(count)
  count.failures = count.failures + 1
  if count.consecutive then
    count.times = {count.times[1] or now, now}
  else
    table.insert(count.times, now)
    if count.failures > count.max then -- it was higher a moment ago
      table.remove(count.times, 1)
      count.failures = count.max
    end
  end
  if count.failures >= count.max then
    count.locked = now + count.lock
  end
  return count.locked > 0
end

-- Takes back the failure that was counted then, if it still counts, and tells whether it did; a lock needs every one of its
-- failures.
local function take_back(count, stamp)
  if wait(count) == 0 and count.failures == 0 then
    return false
  end
  if count.consecutive then
    if stamp < count.times[1] then
      return false
    end
  else
    local at = count.failures
    while at > 0 and count.times[at] ~= stamp do
      at = at - 1
    end
    if at == 0 then
      return false
    end
    table.remove(count.times, at)
  end
  count.failures = count.failures - 1
  count.locked = 0
  return true
end

-- Keeps a count for as long as it matters.
local function write(count)
  local over = count.locked
  if over == 0 and count.failures > 0 then
    over = count.times[#count.times] + count.window
  end
  if over <= now then
    redis.call('DEL', count.key)
    return
  end
  local seen, times = count.seen, count.times
  local state = {count.locked, seen[1], seen[2], seen[3], seen[4], unpack(times)}
  if count.consecutive then
    state = {count.locked, seen[1], seen[2], seen[3], seen[4], count.failures, times[1], times[2]}
  end
  redis.call('SET', count.key, cmsgpack.pack(state), 'PX', math.ceil((over - now) / tick) + slack)
end

