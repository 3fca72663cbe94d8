-- SPDX-License-Identifier: GPL-3.0-or-later
-- Which lines of two texts differ.
local diff = {}

local function split(text)
  local lines = {}
  for line in (text .. "\n"):gmatch "([^\n]*)\n" do lines[#lines + 1] = line end
  if lines[#lines] == "" then lines[#lines] = nil end
  return lines
end

-- How long the longest common part of what follows is, for each pair.
local function lengths(a, b, from, a_end, b_end)
  local length = {}
  for i = a_end + 1, from, -1 do
    length[i] = {}
    for j = b_end + 1, from, -1 do
      if i > a_end or j > b_end then
        length[i][j] = 0
      elseif a[i] == b[j] then
        length[i][j] = length[i + 1][j + 1] + 1
      else
        length[i][j] = math.max(length[i + 1][j], length[i][j + 1])
      end
    end
  end
  return length
end

-- Lines "-old" and "+new", with the ones around them as " same": an iterator.
function diff.lines(old, new)
  local a, b, out = split(old), split(new), {}
  local from, a_end, b_end = 1, #a, #b
  while a[from] and a[from] == b[from] do from = from + 1 end
  while a_end >= from and b_end >= from and a[a_end] == b[b_end] do
    a_end, b_end = a_end - 1, b_end - 1
  end
  local length = lengths(a, b, from, a_end, b_end)
  local i, j = from, from
  if from > 1 and (from <= a_end or from <= b_end) then
    out[1] = " " .. a[from - 1]
  end
  while i <= a_end or j <= b_end do
    if i <= a_end and j <= b_end and a[i] == b[j] then
      out[#out + 1] = " " .. a[i]
      i, j = i + 1, j + 1
    elseif j > b_end or
      (i <= a_end and length[i + 1][j] >= length[i][j + 1]) then
      out[#out + 1] = "-" .. a[i]
      i = i + 1
    else
      out[#out + 1] = "+" .. b[j]
      j = j + 1
    end
  end
  if #out > 0 and a[a_end + 1] then out[#out + 1] = " " .. a[a_end + 1] end
  local n = 0
  return function()
    n = n + 1
    return out[n]
  end
end

return diff
