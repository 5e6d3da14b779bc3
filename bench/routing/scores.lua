local next_business = dofile("bench/routing/businesses.lua")
request = function()
  local b = next_business()
  return wrk.format("GET", b.path .. "/close-score", b.headers)
end
