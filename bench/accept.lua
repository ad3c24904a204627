-- The load of the accept benchmark, for wrk: each request is a message to another recipient; each SID answered is kept.
-- Arguments: path, Authorization, the sender, the first recipient's number, the file for the SIDs.
local path, headers, sender, recipient, sids

function init(arguments)
  path = arguments[1]
  headers = {
    ["Authorization"] = arguments[2],
    ["Content-Type"] = "application/x-www-form-urlencoded",
  }
  sender = arguments[3]:gsub("%+", "%%2B")
  recipient = tonumber(arguments[4])
  sids = io.open(arguments[5], "w")
end

function request()
  recipient = recipient + 1
  local body = string.format("To=%%2B1415%d&From=%s&Body=Your+table+is+ready%%2C+guest+%d", recipient, sender, recipient)
  return wrk.format("POST", path, headers, body)
end

function response(status, _, body)
  if status == 201 then
    sids:write(body:match('"sid":%s*"(%w+)"') or "none", "\n")
  end
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    'REPORT {"requests":%d,"duration_us":%d,"p50_us":%d,"p99_us":%d,"errors":'
      .. '{"connect":%d,"read":%d,"write":%d,"status":%d,"timeout":%d}}\n',
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(99),
    errors.connect, errors.read, errors.write, errors.status, errors.timeout))
end
