-- Counts a try as failed, unless one of its counts is locked: then none of them counts it.
-- Returns 1 when it is counted, or 0; now; and for each count whether it locks, or how long it is locked yet.
local all, answer = {}, {1, now}
for i = 1, many do
  all[i] = read(i)
  answer[2 + i] = wait(all[i])
  if answer[2 + i] > 0 then
    answer[1] = 0
  end
end
for i = 1, many do
  if answer[1] == 1 then
    answer[2 + i] = add(all[i]) and 1 or 0
    write(all[i])
  elseif all[i].moved then
    write(all[i])
  end
end
return answer
