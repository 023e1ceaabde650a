-- Stores a new family; begun by a log-in, it takes the place of others of its subject when they are too many.
-- KEYS: the family, and the index of its subject: hashes of families by when they are over. ARGV: the hash of the family; how
-- many begun ones there may be, 0 for one that nothing takes the place of; the ticks until its token ends, and until it does
-- itself; then what is only returned.
-- Returns 0 when there is a family of this id, or 1 and what the ended ones were.
local family, index, member = KEYS[1], KEYS[2], ARGV[1]
local most, idle, over = tonumber(ARGV[2]), now + tonumber(ARGV[3]), now + tonumber(ARGV[4])
local prefix = string.sub(family, 1, #family - #member)
local known = redis.call('HGET', family, 'over')
if known and tonumber(known) > now then
  return {0}
end
local begun = {}
local others = redis.call('ZRANGEBYSCORE', index, string.format('(%.0f', now), '+inf')
for _, other in ipairs(most > 0 and others or {}) do
  local state = redis.call('HMGET', prefix .. other, 'ended', 'rotated', 'idle', 'kept')
  if state[1] and state[4] == '0' then
    begun[#begun + 1] =
      {name = other, ended = state[1] == '1', rotated = tonumber(state[2]), idle = tonumber(state[3])}
  end
end
table.sort(begun, function(a, b)
  if a.ended ~= b.ended then
    return a.ended
  end
  if a.rotated ~= b.rotated then
    return a.rotated < b.rotated
  end
  return a.name < b.name
end)
-- Nothing is taken away before a server without memory had its chance to refuse.
redis.call('HSET', family, 'over', over, 'idle', idle, 'rotated', now, 'kept', most > 0 and 0 or 1, 'id', ARGV[5],
  'subject', ARGV[6], 'tenant', ARGV[7], 'generation', ARGV[8], 'rotatedAt', ARGV[9], 'idleExpiry', ARGV[10],
  'absoluteExpiry', ARGV[11], 'ended', ARGV[12])
redis.call('PEXPIRE', family, math.max(1, math.ceil((over - now) / tick)) + slack)
local answer = {1}
for i = 1, most > 0 and #begun - most + 1 or 0 do
  local gone = begun[i]
  if not gone.ended and now < gone.idle then
    answer[#answer + 1] = redis.call('HMGET', prefix .. gone.name, 'id', 'subject', 'tenant', 'generation', 'rotatedAt',
      'idleExpiry', 'absoluteExpiry', 'ended')
  end
  redis.call('DEL', prefix .. gone.name)
  redis.call('ZREM', index, gone.name)
end
redis.call('ZADD', index, over, member)
redis.call('ZREMRANGEBYSCORE', index, '-inf', string.format('%.0f', now))
local last = redis.call('ZREVRANGE', index, 0, 0, 'WITHSCORES')
if last[2] then
  redis.call('PEXPIRE', index, math.max(1, math.ceil((tonumber(last[2]) - now) / tick)) + slack)
end
return answer
