-- SPDX-License-Identifier: GPL-3.0-or-later
-- The two ways from the core into the prelude.
local _, use = ...

use "xml"
use "clone"

return {
  load = use("hook").load,
  run = use("phase").run,
}
