---@meta virt
-- SPDX-License-Identifier: GPL-3.0-or-later
-- What hook files can use, for lua-language-server; the program does not load
-- this. In .luarc.json: "workspace.library": ["/usr/share/virt-twin/types"],
-- "runtime.version": "Lua 5.4".
error "this file is for the language server"

---@class virt
---@field version integer[]            of the program: { major, minor, patch }
---@field api integer                  of what is here; raised with each addition
virt = {}

------------------------------------------------------------------------ hooks
---@alias virt.phase "plan"|"mutate"|"place"|"check"|"reserve"|"copied"|"defined"|"started"|"finish"
---@alias virt.params table<string, any>

---@class virt.ParamSpec
---@field [1] "string"|"integer"|"size"|"duration"|"bool"|"list"|"enum"|"path"
---@field default? any
---@field required? boolean
---@field pattern? string              Lua pattern
---@field min? number
---@field max? number
---@field values? string[]             of an enum
---@field secret? boolean              never printed
---@field desc? string

---@class virt.Match
---@field source? string|string[]      names or globs; all that is given must fit
---@field name? string|string[]        of the clone
---@field uri? string|string[]
---@field when? fun(c: virt.Clone): boolean

---@class virt.HookDef
---@field name string                  letters, digits, - _ . /
---@field desc? string                 one line
---@field api? integer                 the virt.api that it needs; an older program refuses it
---@field on? "clone"                  see virt.OpHookDef for other commands
---@field match? virt.Match            which clones it is for; default: all
---@field params? table<string, virt.ParamSpec>
---@field after? string|string[]       hooks, by name or glob, that run before it
---@field before? string|string[]      hooks that run after it
---@field needs? string|string[]       commands; a missing one refuses the clone
---@field on_error? "abort"|"warn"     default: abort up to "copied", warn from "defined" on
---@field timeout? number              seconds for each phase; default 5 (pure) or 300
---@field plan?    fun(c: virt.Clone, p: virt.params)  pure: the name, facts
---@field mutate?  fun(c: virt.Clone, p: virt.params)  pure: edit c.xml
---@field place?   fun(c: virt.Clone, p: virt.params)  pure: choose where the disks go
---@field check?   fun(c: virt.Clone, p: virt.params)  pure, read-only: accept or refuse
---@field reserve? fun(c: virt.Clone, p: virt.params)  effects: before the disks are copied
---@field copied?  fun(c: virt.Clone, p: virt.params)  effects: disks exist, the domain does not
---@field defined? fun(c: virt.Clone, p: virt.params)  effects: the domain exists; errors warn
---@field started? fun(c: virt.Clone, p: virt.params)  effects: it runs; only with --start
---@field finish?  fun(c: virt.Clone, p: virt.params)  effects: always last, also after a failure

---Declare a hook. Call it at file level.
---@param def virt.HookDef
function virt.hook(def) end

---What a hook on another command sees.
---@class virt.Op
---@field name string                  "start" ...
---@field domain? virt.Domain         on define only once it is done
---@field new_name? string             on rename
---@field xml? virt.Xml                on define: read-only
---@field data table                   of this operation, for its hooks
---@field deny fun(o: virt.Op, fmt: string, ...)   refuse it
---@field warn fun(o: virt.Op, fmt: string, ...)
---@field step fun(o: virt.Op, what: string, run: string[]|fun(): any, undo: string[]|fun(uncertain: boolean)): any   as Clone:step; undone when the command fails
---@field lock fun(o: virt.Op, name: string, timeout?: number)   as Clone:lock

---A hook on another command: virt.hook takes these as well.
---@class virt.OpHookDef
---@field name string
---@field on "define"|"start"|"shutdown"|"destroy"|"undefine"|"rename"
---@field desc? string
---@field api? integer
---@field match? virt.Match            name, uri and when
---@field params? table<string, virt.ParamSpec>
---@field timeout? number
---@field check?  fun(o: virt.Op, p: virt.params)  pure: accept or refuse
---@field before? fun(o: virt.Op, p: virt.params)  effects; an error stops the command
---@field after?  fun(o: virt.Op, p: virt.params)  effects; an error is a warning

---A module: lua/NAME.lua beside the hook directory, or beside a weaker one.
---@param name string                  "acme.net" is lua/acme/net.lua
---@return any
function require(name) end

------------------------------------------------------------------------ the clone
---@class virt.Clone
---@field name string                  of the clone; writable in "plan" only
---@field source { name: string, uuid: string, xml: virt.Xml, domain: virt.Domain }
---@field xml virt.Xml                 of the clone; read-only from "check" on
---@field disks virt.Disk[]|table<string, virt.Disk>   by position and by target
---@field conn virt.Conn
---@field domain? virt.Domain         of the clone, from "defined" on
---@field phase virt.phase
---@field dry_run boolean
---@field user string                  the calling user
---@field batch { index: integer, count: integer, names: string[] }
---@field explicit { disk: boolean, mac: boolean, uuid: boolean }   given by the user
---@field data table                   of this clone, for its hooks
---@field identity string              what becomes of the inside: "none", "auto", "seal", "cloud-init", "credentials", with commas; writable up to "place"
---@field hostname? string             inside; writable up to "place"
---@field user_data? string            of a seed for cloud-init, instead of the source's; writable up to "place"
---@field network_config? string       the same
---@field guest virt.Guest             the files in its disks, in "copied"
---@field status? "ok"|"partial"|"failed"|"denied"|"interrupted"   in "finish"
---@field error? string                in "finish"
local Clone = {}
---Refuse the clone and leave this hook.
---@param fmt string
---@param ... any
function Clone:deny(fmt, ...) end
---Refuse the clone, but go on; all problems are shown together ("check" only).
---@param fmt string
---@param ... any
function Clone:problem(fmt, ...) end
---@param fmt string
---@param ... any
function Clone:warn(fmt, ...) end
---Do something outside and say how to undo it. A list is a command with its
---arguments; an undo that is one can be repeated after a crash. Effect.
---@generic T
---@param what string
---@param run  string[]|fun(): T
---@param undo string[]|fun(uncertain: boolean)
---@return T
function Clone:step(what, run, undo) end
---A lock of this machine, held until the clone is over. The clones of one call
---share it. A dry run takes it only where somebody has it already.
---@param name string
---@param timeout? number              seconds; default 30
function Clone:lock(name, timeout) end
---Active pools, by name.
---@param filter? { names?: string[], type?: string }
---@return virt.Pool[]
function Clone:pools(filter) end
---The disks whose action is "copy".
---@return fun(): virt.Disk?
function Clone:copies() end

------------------------------------------------------------------------ inside
-- The files in a clone's copied disks: c.guest, in "copied". The first use
-- starts an appliance of libguestfs's, unless one is there already. Paths are
-- the guest's, absolute; nothing in it is run.
---@class virt.Guest
local Guest = {}
---The text of a file, or nil.
---@param path string
---@return string?
function Guest:read(path) end
---A file that is there keeps its owner and its mode.
---@param path string
---@param text string
---@param mode? integer                0x1a4 is rw-r--r--
function Guest:write(path, text, mode) end
---Copy a file of this machine.
---@param file string
---@param path string
---@param mode? integer
function Guest:upload(file, path, mode) end
---@param path string
---@return boolean
function Guest:exists(path) end
---A file, or a directory with all that is in it; nothing there is fine.
---@param path string
function Guest:remove(path) end
---What matches a pattern of the shell's, sorted.
---@param pattern string
---@return string[]
function Guest:glob(pattern) end

------------------------------------------------------------------------ disks
---@class virt.Disk
---@field target string                "vda"
---@field bus string                   "virtio"
---@field device "disk"|"cdrom"|"floppy"|"lun"
---@field index integer                in c.disks
---@field source { type: string, path?: string, pool?: string, volume?: string, protocol?: string }
---@field source_format string
---@field capacity integer             virtual size, bytes
---@field allocation integer           bytes used on the host
---@field backing string[]             paths of the backing chain, nearest first
---@field readonly boolean
---@field shareable boolean
---@field encrypted boolean
---@field cloneable boolean
---@field reason? string               why it is not
---@field xml virt.Xml                 its <disk> in c.xml
---@field dest? string                 where it goes, from "check" on
---@field action "copy"|"share"|"empty"|"drop"|"external"   writable up to "place", as all below; empty: new and blank
---@field method "auto"|"reflink"|"copy"|"linked"|"convert"|"volume"|string   or a virt.method
---@field pool? string                 excludes dir and path
---@field name? string                 of the volume or file; excludes path
---@field dir? string                  absolute
---@field path? string                 absolute
---@field format "qcow2"|"raw"
---@field chain "flatten"|"keep"        what becomes of the backing chain
---@field size? integer|string         never below capacity
---@field serial? string
local Disk = {}

------------------------------------------------------------------------ XML
---@alias virt.XmlSpec string|virt.Xml|table    "<a b='c'/>" | element | { "a", b = "c", { "child" } }
---@class virt.Xml
---@field name string                  with its prefix: "qemu:arg"
---@field text string                  writable where there are no child elements
---@field path string                  "devices/disk[2]"
---@field parent? virt.Xml
---@field line integer
---@field attached boolean
local Xml = {}
---String value of the first match.
---@param xpath string
---@param default? string
---@param vars? table<string, string|number>
---@return string?
---@overload fun(self, xpath: string, vars: table): string?
function Xml:get(xpath, default, vars) end
---Set the only match, or create a simple path. nil removes.
---@param xpath string
---@param value string|integer|nil
---@param vars? table<string, string|number>
---@return virt.Xml self
function Xml:set(xpath, value, vars) end
---@param xpath string
---@param value string|integer|nil|fun(old: string, i: integer): string|integer|nil
---@param vars? table<string, string|number>
---@return integer count
function Xml:set_all(xpath, value, vars) end
---First matching element.
---@param xpath string
---@param vars? table<string, string|number>
---@return virt.Xml?
function Xml:find(xpath, vars) end
---All matches; attributes and text as strings.
---@param xpath string
---@param vars? table<string, string|number>
---@return (virt.Xml|string)[]
function Xml:all(xpath, vars) end
---for node, i in xml:each "devices/disk" do ... end; removing is safe
---@param xpath string
---@param vars? table<string, string|number>
---@return fun(): virt.Xml?, integer
function Xml:each(xpath, vars) end
---Any XPath value.
---@param xpath string
---@param vars? table<string, string|number>
---@return string|number|boolean|(virt.Xml|string)[]
function Xml:eval(xpath, vars) end
---A size with its @unit, in bytes; KiB where there is none.
---@param xpath? string
---@param vars? table<string, string|number>
---@return integer?
function Xml:bytes(xpath, vars) end
---@param spec virt.XmlSpec
---@param where? "first"|virt.Xml      default: last; an element: in front of it
---@return virt.Xml
function Xml:add(spec, where) end
---Remove this element, or all matches.
---@param xpath? string
---@param vars? table<string, string|number>
---@return integer count
function Xml:remove(xpath, vars) end
---Visit elements in document order: nil keeps, false removes, others replace.
---@param visitor table<string, fun(e: virt.Xml): nil|false|virt.XmlSpec>
---@return integer count               removed or replaced
function Xml:walk(visitor) end
---@return table<string, string>
function Xml:attrs() end
---Declare a prefix on the root (qemu, lxc, xen, bhyve, dnsmasq and libosinfo are known).
---@param prefix string
---@param uri string
---@return virt.Xml self
function Xml:ns(prefix, uri) end
---@return string
function Xml:serialize() end

------------------------------------------------------------------------ libvirt
-- Fields that never change, and cheap ones, are fields; what asks libvirt for
-- more is a method. What is not found is nil and a message; every other failure
-- is raised. XML is a copy that cannot be edited. What changes something is for
-- phases with effects.

---@class virt.Conn
---@field uri string
---@field hostname string
local Conn = {}
---@param name_or_uuid string
---@return virt.Domain? domain, string? why
function Conn:domain(name_or_uuid) end
---@param filter? { state?: string, name?: string, persistent?: boolean }
---@return virt.Domain[]
function Conn:domains(filter) end
---@param name string
---@return virt.Pool? pool, string? why
function Conn:pool(name) end
---By name.
---@return virt.Pool[]
function Conn:pools() end
---@param path string
---@return virt.Volume? volume, string? why
function Conn:volume(path) end
---@param name string
---@return virt.Network? network, string? why
function Conn:network(name) end
---By name.
---@return virt.Network[]
function Conn:networks() end
---@return virt.Xml
function Conn:capabilities() end
---@return { cpus: integer, memory: integer, free_memory: integer, model: string }
function Conn:host() end

---@class virt.Domain
---@field name string
---@field uuid string
---@field state "running"|"paused"|"shutoff"|"crashed"|"pmsuspended"|"shutdown"|"blocked"|"nostate"
---@field persistent boolean
---@field autostart boolean            can be set. Effect.
local Domain = {}
---@param opts? { live?: boolean }     default: what it is defined as
---@return virt.Xml
function Domain:xml(opts) end
---The element of that namespace in its metadata.
---@param uri string
---@return virt.Xml?
function Domain:metadata(uri) end
---nil removes it. Effect.
---@param uri string
---@param prefix string
---@param spec virt.XmlSpec|nil
function Domain:set_metadata(uri, prefix, spec) end
---Effect.
---@param opts? { paused?: boolean }
function Domain:start(opts) end
---Ask it to shut down; with a timeout, in seconds, wait for it. Effect.
---@param opts? { timeout?: number, force?: boolean }
function Domain:shutdown(opts) end
---Effect.
---@param opts { name: string, desc?: string, disk_only?: boolean }
function Domain:snapshot(opts) end
---Wait for a state; whether it came.
---@param state string
---@param timeout? number              seconds; default 60
---@return boolean
function Domain:wait(state, timeout) end
---@param source? "lease"|"agent"|"arp"
---@return { nic: string, mac: string, addr: string, prefix: integer }[]
function Domain:addresses(source) end

---@class virt.Pool
---@field name string
---@field type string                  "dir", "logical" ...
---@field path? string
---@field active boolean
---@field capacity integer
---@field allocation integer
---@field available integer            as libvirt says
---@field free integer                 available, less what the clones of this call are about to take
local Pool = {}
---@return virt.Volume[]
function Pool:volumes() end
---@param name string
---@return virt.Volume? volume, string? why
function Pool:volume(name) end
---@return virt.Xml
function Pool:xml() end
---Effect.
function Pool:refresh() end

---@class virt.Volume
---@field name string
---@field path string
---@field pool string                  its name
---@field format string
---@field capacity integer
---@field allocation integer
local Volume = {}
---@return virt.Xml
function Volume:xml() end
---Effect.
function Volume:delete() end
---Effect.
---@param size integer|string
function Volume:resize(size) end

---@class virt.Network
---@field name string
---@field bridge? string
---@field active boolean
local Network = {}
---@return virt.Xml
function Network:xml() end
---@return { mac: string, ip: string, name: string? }[]
function Network:dhcp_hosts() end
---Effect.
---@param host { mac: string, ip: string, name?: string }
function Network:add_dhcp_host(host) end
---Effect.
---@param host { mac: string, ip: string, name?: string }
---@return boolean                     false if there was none
function Network:remove_dhcp_host(host) end
---@return { mac: string, ip: string, hostname: string?, expires: integer }[]
function Network:leases() end

------------------------------------------------------------------------ programs
---@class virt.Result
---@field ok boolean
---@field code integer                 127: it was not run to its end; err says why
---@field out string
---@field err string

---@class virt.RunOptions
---@field stdin? string
---@field timeout? number              seconds
---@field env? table<string, string>   besides the program's own
---@field cwd? string
---@field check? boolean               raise unless ok; run: true, query: false

---Run a command that changes something. Effects only. No shell.
---@param argv (string|integer)[]
---@param opts? virt.RunOptions
---@return virt.Result
function virt.run(argv, opts) end
---Run a command that only reads. Allowed everywhere, also in dry runs.
---@param argv (string|integer)[]
---@param opts? virt.RunOptions
---@return virt.Result
function virt.query(argv, opts) end

------------------------------------------------------------------------ helpers
---@param size string|integer          "10G" -> 10737418240
---@return integer
function virt.bytes(size) end
---@param n integer
---@return string
function virt.human(n) end
---@param template string              "{name}-{target}"
---@param values table<string, any>
---@return string
function virt.tmpl(template, values) end
---@param text string
---@return string                      64 hexadecimal digits
function virt.sha256(text) end
---@return string
function virt.uuid() end
---Shown when VIRT_TWIN_DEBUG is set.
---@param fmt string
---@param ... any
function virt.debug(fmt, ...) end
---@param fmt string
---@param ... any
function virt.info(fmt, ...) end
---@param fmt string
---@param ... any
function virt.warn(fmt, ...) end

virt.mac = {}
---@param oui string                   "52:54:00"
---@param ... string|integer           the same seeds give the same address
---@return string
function virt.mac.hash(oui, ...) end
---@param oui? string
---@return string
function virt.mac.random(oui) end
---@param text string
---@return string? normalised, string? why
function virt.mac.parse(text) end
---Name of the domain on this connection that has the address.
---@param mac string
---@return string?
function virt.mac.owner(mac) end

virt.file = {}
---@param path string
---@return string? text, string? why
function virt.file.read(path) end
---Lines without their ends; a missing file has none.
---@param path string
---@return fun(): string?
function virt.file.lines(path) end
---@param path string
---@return boolean
function virt.file.exists(path) end
---Whole or not at all. Effect.
---@param path string
---@param text string
---@param mode? integer                default: as it was, or 0644
function virt.file.write(path, text, mode) end
---Read, change and write under a lock; nil leaves it. Effect.
---@param path string
---@param change fun(old: string): string?
---@return boolean changed
function virt.file.update(path, change) end
---Effect.
---@param path string
---@return boolean                     false if there was none
function virt.file.remove(path) end
---A new ISO for cloud-init (NoCloud), readable by its owner alone; an error where
---path is there already. Needs xorriso, and a file "meta-data". Effect.
---@param path string
---@param files table<string, string>  text by name: "user-data", "network-config" ...
function virt.seed_iso(path, files) end

-- JSON of RFC 8259. Numbers without a fraction are integers.
virt.json = {}
---null, which is true for Lua: compare with it.
---@type userdata
virt.json.null = nil
---Keys are sorted. A table is a list when its keys are 1 to its length.
---@param value any
---@param opts? { pretty?: boolean }
---@return string
function virt.json.encode(value, opts) end
---@param text string
---@return any
function virt.json.decode(text) end
---Mark a table as a list, for an empty one; decode marks its lists.
---@param list? any[]                  default: a new one
---@return any[] list
function virt.json.list(list) end

virt.xml = {}
---@param text string
---@param name? string                 in messages
---@return virt.Xml
function virt.xml.parse(text, name) end

------------------------------------------------------------------------ tests
-- A file NAME_test.lua beside NAME.lua, run by "hook test NAME" and
-- "hook test --all". What it does not catch is a failed test.
virt.test = {}
---@class virt.TestClone
---@field hook string                  its name; it is in the file beside the test
---@field xml? string                  of the source: text, or a file beside the test; of a domain, or a whole <node> of libvirt's test driver; default: a small domain
---@field source? string               a domain in it; default: the first
---@field name? string                 of the clone; default "hook-test"
---@field params? virt.params
---@field disks? table<string, { size: string }>   how large the source's are; default 1 MiB
---@field only? virt.phase             leave out the hook's other phases

---@class virt.TestResult
---@field name? string                 of the clone; nil when it was refused
---@field xml? virt.Xml                of the clone; nil when it was refused
---@field disks? table                 by position and target: target, action, method, format, pool, name, path, size, serial
---@field problems string[]            why it was refused, with the hook's name
---@field warnings? string[]
---@field denied? string               the refusal as the user sees it

---@param name string
---@param fn fun()
function virt.test.case(name, fn) end
---Run the pure phases of the hook, without a hypervisor. A mistake of the hook,
---and XML that is not valid, are errors.
---@param o virt.TestClone
---@return virt.TestResult
function virt.test.clone(o) end
---Tables are the same when all that is in them is.
---@param got any
---@param want any
---@param what? string                 begins the message
function virt.test.eq(got, want, what) end
---@param got string
---@param pattern string               a Lua pattern
---@param what? string
function virt.test.match(got, pattern, what) end

------------------------------------------------------------------------ commands
-- A hook file can add commands to the shell. They are read when a command is
-- not one of the shell's own, for help, and for the TAB key. Help, usage,
-- errors and completion are made from the arguments.

---@class virt.ArgSpec
---@field name string                  letters, digits and -; in args, - is _
---@field type? "string"|"integer"|"size"|"duration"|"bool"|"enum"|"domain"|"pool"|"volume"|"network"|"file"
---@field flag? boolean                --name VALUE, not a place; a bool takes no value
---@field required? boolean
---@field default? any
---@field min? number
---@field max? number
---@field pattern? string              Lua pattern
---@field values? string[]             of an enum
---@field rest? boolean                takes all remaining words: a list
---@field complete? fun(word: string, args: table): string[]   args: the words before it; 0.2 s
---@field desc? string

---@class virt.CommandDef
---@field name string                  no command of the shell's own; an alias can replace those
---@field desc string                  one line
---@field help? string                 for "help NAME"
---@field example? string              lines for "help NAME"
---@field args? virt.ArgSpec[]
---@field timeout? number              seconds; default: none, Ctrl-C ends it
---@field run fun(args: table, conn?: virt.Conn): integer|boolean|nil   conn: where the function takes it; answers the exit status

---Add a command. Call it at file level. Its run has effects; what it prints
---are the command's results, and what it raises is its error.
---@param def virt.CommandDef
function virt.command(def) end
---@class virt.ColumnDef
---@field name string
---@field title? string                default: the name
---@field width? integer               cut to so many characters in a table
---@field align? "left"|"right"
---@field get fun(dom: virt.Domain): string|number|boolean|nil   asks the domain alone

---A column for "list --columns" and "--sort". Call it at file level. Where get
---fails, the cell is "?", and one warning says why.
---@param def virt.ColumnDef
function virt.column(def) end
---What a method is asked for.
---@class virt.MethodJob
---@field source string                path of the image
---@field source_format string
---@field path string                  of the new one; nothing is there yet
---@field format string                that it must have
---@field size integer                 that it must have, bytes
---@field pool string                  that it goes to, or ""
---@field name string                  of the volume or file
---@field is_local boolean             paths are this machine's own

---@class virt.MethodDef
---@field name string                  for method=NAME; never chosen by itself
---@field desc? string
---@field timeout? number              seconds; default: none, Ctrl-C ends it
---@field can fun(disk: virt.Disk, job: virt.MethodJob): boolean?, string?   pure: true; or nil and why not
---@field copy fun(disk: virt.Disk, job: virt.MethodJob)   effects: make job.path
---@field undo string[]|fun(disk: virt.Disk, job: virt.MethodJob, uncertain: boolean)   in a list {path}, {name}, {pool}, {source} are the job's

---A way to copy a disk. Call it at file level. When copy fails, undo takes back
---what it made in part; a list of words can do it after a crash, too. One
---script runs at a time.
---@param def virt.MethodDef
function virt.method(def) end
---@class virt.Event
---@field event string
---@field uri string                   of the connection, or ""
---@field connected boolean
---@field readonly boolean
---@field domain? string               of "domain": its name
---@field what? string                 of "domain": "started", "stopped" ...

---Observe what happens at the prompt, from the file itself. What it prints is
---shown; what it answers is ignored; an error is a warning. 2 s; Ctrl-C ends
---it sooner.
---@param event "start"|"exit"|"connect"|"disconnect"|"reload"|"domain"
---@param fn fun(e: virt.Event)
function virt.on(event, fn) end
---What stands before each line: text without colours; nil: what is usual. It
---asks nobody, and has 0.2 s. The last one counts.
---@param fn fun(e: virt.Event): string?
function virt.prompt(fn) end
---Run a line of commands, or the words of one. In a command, and in "lua".
---@param line string|(string|integer)[]
---@return boolean ok, string? why, integer? status
function virt.shell(line) end
