-- Uses a token of a family up. KEYS: the family. ARGV: the token's generation; the ticks of grace, and until its successor ends;
-- then what is only returned. A script that changes a family leaves its key's end as it is.
-- Returns the outcome, and the family as it is afterwards.
local family = KEYS[1]
local used, grace, idle = tonumber(ARGV[1]), tonumber(ARGV[2]), now + tonumber(ARGV[3])
local known = redis.call('HMGET', family, 'generation', 'rotated', 'idle', 'over', 'ended')
if not known[1] then
  return {'UNKNOWN'}
end
local newest, rotated = tonumber(known[1]), tonumber(known[2])
local outcome = 'REUSE'
if now >= tonumber(known[4]) then
  outcome = 'EXPIRED'
elseif known[5] ~= '0' then
  outcome = 'REVOKED'
elseif used == newest then
  outcome = now < tonumber(known[3]) and 'ROTATED' or 'EXPIRED'
elseif used >= 0 and used == newest - 1 and grace > 0 and now < rotated + grace then
  outcome = 'REPLAYED'
end
if outcome == 'ROTATED' then
  redis.call('HSET', family, 'generation', newest + 1, 'rotated', now, 'idle', idle, 'rotatedAt', ARGV[4], 'idleExpiry', ARGV[5])
elseif outcome == 'REUSE' then
  redis.call('HSET', family, 'ended', 1)
end
return {outcome, unpack(redis.call('HMGET', family, 'id', 'subject', 'tenant', 'generation', 'rotatedAt', 'idleExpiry',
  'absoluteExpiry', 'ended'))}
