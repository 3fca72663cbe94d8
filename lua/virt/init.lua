-- SPDX-License-Identifier: GPL-3.0-or-later
-- The ways from the core into the prelude. Most programs that run need few of
-- them: what is behind one is read when it is first gone.
local _, use = ...

use "xml"
use "clone"
use "libvirt"

local function later(module, name)
  return function(...) return use(module)[name](...) end
end

return {
  begin = later("settings", "begin"),
  cell = later("column", "cell"),
  columns = later("column", "rows"),
  command = later("command", "run"),
  can_make = later("method", "can"),
  commands = later("command", "rows"),
  make = later("method", "make"),
  methods = later("method", "names"),
  prompt = later("observe", "prompt"),
  tell = later("observe", "tell"),
  watches = later("observe", "watches"),
  complete = later("command", "complete"),
  eval = later("eval", "run"),
  eval_complete = later("eval", "complete"),
  eval_open = later("eval", "open"),
  conf = later("settings", "conf"),
  load = later("hook", "load"),
  op = later("op", "run"),
  op_close = later("op", "close"),
  op_open = later("op", "open"),
  over = later("lock", "release"),
  ready = later("hook", "ready"),
  run = later("phase", "run"),
  test = later("test", "run"),
  tool = later("tool", "run"),
}
