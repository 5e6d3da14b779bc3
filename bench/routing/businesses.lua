-- The businesses of the run: one line each, business, token, period.
local list = {}
for line in io.lines(os.getenv("PERIODS_BENCH_LIST")) do
  local business, token, period = line:match("(%S+) (%S+) (%S+)")
  list[#list + 1] = {
    path = "/api/v1/accounting-periods/" .. period,
    headers = { ["Authorization"] = "Bearer " .. token, ["x-business-id"] = business, ["Content-Type"] = "application/json" },
  }
end
local at = 0
return function()
  at = at % #list + 1
  return list[at]
end
