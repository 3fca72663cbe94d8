-- SPDX-License-Identifier: GPL-3.0-or-later
-- svg.lua COLUMNS: a terminal's screen, with its colours (SGR), from standard
-- input becomes a picture on standard output. Behind a prompt, what was typed
-- is bold.

local columns = tonumber(arg[1]) or 80
local cell, row, pad, bar = 8.4, 19, 18, 34 -- of a font of 14 pixels

local names = {
  [31] = "red", [32] = "green", [33] = "yellow", [34] = "blue",
  [35] = "magenta", [36] = "cyan", [90] = "grey",
}

local escapes = { ["&"] = "&amp;", ["<"] = "&lt;", [">"] = "&gt;" }
local function escape(text)
  return (text:gsub("[&<>]", escapes))
end

-- The classes of what follows, after the numbers of one escape sequence.
local function turn(style, numbers)
  for number in (numbers == "" and "0" or numbers):gmatch "%d+" do
    local n = tonumber(number)
    if n == 0 then
      style.bold, style.dim, style.colour = nil, nil, nil
    elseif n == 1 then
      style.bold = true
    elseif n == 2 then
      style.dim = true
    elseif n == 22 then
      style.bold, style.dim = nil, nil
    elseif n == 39 then
      style.colour = nil
    elseif names[n] then
      style.colour = names[n]
    end
  end
end

local function classes(style)
  local list = {}
  if style.bold then list[#list + 1] = "bold" end
  if style.dim then list[#list + 1] = "dim" end
  if style.colour then list[#list + 1] = style.colour end
  return table.concat(list, " ")
end

local function span(class, text)
  if text == "" then return "" end
  if class == "" then return escape(text) end
  return ('<tspan class="%s">%s</tspan>'):format(class, escape(text))
end

-- One line: pieces of text, each in its style.
local style = {}
local function render(line)
  local out, at = {}, 1
  local prompt, typed = line:match "^(virt%-twin # )(.*)$"
  if prompt then
    return span("prompt", prompt) .. span("bold", typed)
  end
  for before, numbers, after in line:gmatch "()\27%[([%d;]*)m()" do
    out[#out + 1] = span(classes(style), line:sub(at, before - 1))
    turn(style, numbers)
    at = after
  end
  out[#out + 1] = span(classes(style), line:sub(at))
  return table.concat(out)
end

local lines = {}
for line in io.lines() do
  lines[#lines + 1] = line:gsub("%s+$", "")
end
while lines[#lines] == "" do
  lines[#lines] = nil
end

local width = math.ceil(columns * cell + 2 * pad)
local height = bar + #lines * row + pad
print(([[
<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d"
  viewBox="0 0 %d %d" role="img" aria-label="A session with virt-twin">
<style>
text { font: 14px "DejaVu Sans Mono", Menlo, Consolas, monospace;
  fill: #d7dae0; white-space: pre; }
.prompt { fill: #7fb7ff; } .bold { font-weight: bold; fill: #ffffff; }
.dim, .grey { fill: #7d8590; } .red { fill: #ff7b72; }
.green { fill: #7ee787; } .yellow { fill: #e3b341; } .blue { fill: #79c0ff; }
.magenta { fill: #d2a8ff; } .cyan { fill: #76e3ea; }
</style>
<rect width="100%%" height="100%%" rx="9" fill="#161b22"/>
<circle cx="20" cy="17" r="6" fill="#ff5f57"/>
<circle cx="40" cy="17" r="6" fill="#febc2e"/>
<circle cx="60" cy="17" r="6" fill="#28c840"/>]]):format(width, height, width,
  height))
for i, line in ipairs(lines) do
  if line ~= "" then
    print(('<text x="%d" y="%d" xml:space="preserve">%s</text>'):format(pad,
      bar + i * row - 5, render(line)))
  end
end
print "</svg>"
