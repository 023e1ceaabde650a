-- Grants one request and counts it, or refuses: never more than max in any span as long as the window.
-- The state is the number of the newest cell, modulo 32, how many requests it has, and the time of the last request of each
-- cell, the oldest first. A cell counts in full until its last request is older than the window.
-- Returns what remains, or -1; the ticks until there is more; the number of the newest cell.
local max, window, per_cell = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local state = redis.call('GET', KEYS[1])
local cells = state and {cmsgpack.unpack(state)} or {now % 32, 0}
local number, newest = table.remove(cells, 1), table.remove(cells, 1)
local last = cells[#cells]
local asked = now
if last and last > now + window then
  cells, newest = {}, 0 -- the clock was set back by more than a window
elseif last and last > now then
  now = last
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
if remaining <= 0 then
  return {-1, cells[first] + window - asked, 0}
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
redis.call('SET', KEYS[1], cmsgpack.pack(number, newest, unpack(cells, first)), 'PX', math.ceil((window + 1) / tick) + slack)
return {remaining - 1, cells[first] + window - asked, number}
