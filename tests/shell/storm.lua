-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- lua storm.lua SEED LINES: what a cat on the keyboard could do, as events for
-- typist.c; the same for the same numbers.
--
-- Nothing here can do harm: there is no '/' but in URIs, programs are found in
-- the directory of the test only, no word ends the program or is a prompt of
-- its own (`lua`, which L is with an expression: Ctrl-Z throws away what is
-- typed, and could leave the one without the other), no alias hides `echo`.

local seed, lines = tonumber(arg[1]), tonumber(arg[2])
math.randomseed(seed)
local random = math.random

local words = {
  "alias a", "apropos", "audit", "cd", "clone", "complete", "connect", "define",
  "destroy", "dumpxml", "echo", "help", "history", "hook", "hostname", "jobs",
  "list", "L", "pwd", "recover", "rename", "set", "shutdown", "source",
  "start", "time", "unalias", "undefine", "uri", "version", "virsh", "nosuch",
  "test", "a", "web{1..3}", "--all", "--", "--name", "--dry-run", "--disk",
  "-", "'", '"', "\\", ";", "#", "&", "| cat", "| true", "|", "!true", "!cat",
  "!", "=", "\\\n", "\u{fc}", "\u{65e5}\u{672c}", "e\u{301}", "\xff", "\xc3",
  "\xe6\x97", "\1", "*", "vda,path=a", "--domain=test", "test:///default",
  "hints", "on", "off", "color", "events", "confirm", "timing", "-1",
  "99999999999999999999", "$(", "`", "%s%n", "{1..99999999}", "~",
}
local keys = {
  "\t", "\t\t", "\t\t\t", "\1", "\2", "\5", "\6", "\7", "\8", "\11", "\12",
  "\14", "\16", "\18ec", "\18\18\18", "\20", "\21", "\22", "\23", "\25",
  "\0", "\26", "\29", "\30", "\31", "\31\31\31", "\24\21", "\24\24", "\24(\24)",
  "\24e", "\127", "\19\17", "\15", "\27", "\27[A", "\27[B", "\27[C", "\27[D",
  "\27[H", "\27[F", "\27[3~", "\27[", "\27[1;5C", "\27[200~", "\27[201~",
  "\27[200~echo p\necho q\n\27[201~", "\27O", "\27.", "\27b", "\27f", "\27d",
  "\27t", "\27u", "\27l", "\27y", "\27#", "\27*", "\27?", "\27&", "\27<",
  "\27>", "\27-3", "\0275\6", "\0279999a", "\27\25", "\27\127", "\27p\13",
  "\27]0;title\7", "\27[?2004h", "\27[6n", "\27P\27\\", "y", "n", " ",
}

-- Ctrl-D on an empty line, and Ctrl-\ while a command runs, are ways to end
-- the program on purpose; q and x could spell others. Ctrl-S alone would stop
-- us, too, once the terminal is full.
local function byte()
  local c
  repeat c = random(0, 255)
  until c ~= 3 and c ~= 4 and c ~= 19 and c ~= 28 and
    not ("qx/!|"):find(string.char(c), 1, true)
  return string.char(c)
end

local function some(n, f)
  local t = {}
  for i = 1, n do t[i] = f() end
  return t
end

local function word()
  return words[random(#words)]
end

local function noise()
  return table.concat(some(random(1, 40), byte))
end

local function line()
  local kind = random()
  if kind < .06 then return noise() end
  if kind < .065 then return word():rep(random(200, 2000)) end
  return table.concat(some(random(1, 5), word), random() < .9 and " " or "")
end

local function event(name, text)
  print(name .. " " .. text:gsub("[^ %w]", function(c)
    return ("\\x%02x"):format(c:byte())
  end))
end

local function disturb(i)
  local kind = random()
  if kind < .3 then
    if random() < .7 then print "drain" end
    if random() < .5 then event("keys", "\3") else print "signal INT" end
    return true
  elseif kind < .7 then
    print(("size %d %d"):format(random(i % 9 == 0 and 0 or 2, 200),
      random(0, 60)))
  else
    local names = { "WINCH", "TSTP", "CONT", "PIPE" }
    print("signal " .. names[random(#names)])
  end
end

-- Three Ctrl-C at a command end the program, so there is one at most before
-- that of `alive`.
local calm = true
event("keys", "alias L = lua 1\13")
for i = 1, lines do
  local text = line()
  if random() < .3 then
    local at = random(0, #text)
    text = text:sub(1, at) .. keys[random(#keys)] .. text:sub(at + 1)
  end
  event("keys", text .. (random() < .95 and "\13" or "\10"))
  if random() < .1 and calm and disturb(i) then calm = false end
  if i % 50 == 0 or not calm and random() < .5 then
    print "alive"
    calm = true
  end
end
print "size 80 24"
print "alive"
