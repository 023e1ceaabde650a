-- Grants one request and counts it, or refuses: never more than max in any span as long as the window.
-- The state is the number of the newest cell, modulo 32, how many requests it has, and the time of the last request of each
-- cell, the oldest first. A cell counts in full until its last request is older than the window.
-- Returns what remains, or -1; the ticks until there is more; the number of the newest cell.
local max, window, per_cell = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local state = redis.call('GET', KEYS[1])
local cells = state and {cmsgpack.unpack(state)} or {now % 32, 0}
local number, newest = table.remove(cells, 1), table.remove(cells, 1)
local ahead = #cells > 0 and cells[#cells] - now - 1 or 0
if ahead > 0 then
  -- The clock was set back, or a server with another one has taken over. The last request was now, at the latest.
  for i = 1, #cells do
    cells[i] = cells[i] - ahead
  end
end
local first = 1
while first <= #cells and now - cells[first] >= window do
  first = first + 1
end
if first > #cells then
  newest = 0
end
local left = #cells - first + 1
local remaining = max - newest
if left > 1 then
  remaining = remaining - (left - 1) * per_cell
end
local ttl = math.ceil((window + 1) / tick) + slack
if remaining <= 0 then
  if ahead > 0 then
    redis.call('SET', KEYS[1], cmsgpack.pack(number, newest, unpack(cells, first)), 'PX', ttl)
  end
  return {-1, cells[first] + window - now, 0}
end
-- A request is stamped with the end of its tick, so that nothing is granted early.
local stamp = now + 1
if newest == 0 or newest == per_cell then
  cells[#cells + 1] = stamp
  number, newest = (number + 1) % 32, 1
else
  cells[#cells] = stamp
  newest = newest + 1
end
redis.call('SET', KEYS[1], cmsgpack.pack(number, newest, unpack(cells, first)), 'PX', ttl)
return {remaining - 1, cells[first] + window - now, number}
