-- Takes one granted request back, if it is certain to be in the newest cell: taken out of another one, it would make that cell
-- older than it is. Returns 1 when it did.
local window, per_cell = tonumber(ARGV[2]), tonumber(ARGV[3])
local state = redis.call('GET', KEYS[1])
if not state then
  return {0}
end
local cells = {cmsgpack.unpack(state)}
local number, newest = table.remove(cells, 1), table.remove(cells, 1)
if number ~= tonumber(ARGV[4]) or newest == 0 or now - cells[#cells] >= window then
  return {0}
end
newest = newest - 1
if newest == 0 then
  table.remove(cells)
  number = (number + 31) % 32
  if #cells > 0 then
    newest = per_cell
  end
end
redis.call('SET', KEYS[1], cmsgpack.pack(number, newest, unpack(cells)), 'KEEPTTL')
return {1}
