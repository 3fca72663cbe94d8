-- SPDX-License-Identifier: GPL-3.0-or-later
-- The ways from the core into the prelude.
local _, use = ...

local column, command = use "column", use "command"
use "xml"
use "clone"
use "libvirt"

return {
  begin = use("settings").begin,
  cell = column.cell,
  columns = column.rows,
  command = command.run,
  can_make = use("method").can,
  commands = command.rows,
  make = use("method").make,
  methods = use("method").names,
  prompt = use("observe").prompt,
  tell = use("observe").tell,
  watches = use("observe").watches,
  complete = command.complete,
  eval = use("eval").run,
  eval_complete = use("eval").complete,
  eval_open = use("eval").open,
  conf = use("settings").conf,
  load = use("hook").load,
  op = use("op").run,
  op_close = use("op").close,
  op_open = use("op").open,
  over = use("lock").release,
  ready = use("hook").ready,
  run = use("phase").run,
  test = use("test").run,
  tool = use("tool").run,
}
