local next_business = dofile("bench/routing/businesses.lua")
request = function()
  local b = next_business()
  return wrk.format("POST", b.path .. "/sign-offs", b.headers, '{"role":"preparer"}')
end
