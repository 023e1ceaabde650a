-- Takes back what was counted at the stamp, and clears what a success clears.
local stamp, all = tonumber(ARGV[2]), {}
for i = 1, many do
  all[i] = read(i)
end
for i = 1, many do
  if all[i].cleared then
    redis.call('DEL', all[i].key)
  elseif take_back(all[i], stamp) then
    write(all[i])
  end
end
return {1}
