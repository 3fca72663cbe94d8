/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Character devices, consoles, sound and input. */
#include "clone/action.h"

#include <stddef.h>

#define CHAR_WHERE                                                             \
    "devices/serial|console|parallel|channel|smartcard|redirdev/"
#define RNG_WHERE " devices/rng/backend/"
#define CHAR_XPATH                                                             \
    "(devices/*[self::serial or self::console or self::parallel or "          \
    "self::channel or self::smartcard or self::redirdev] | "                   \
    "devices/rng/backend)"
#define BOTH(rest) CHAR_WHERE rest RNG_WHERE rest

const struct rule rules_char[] = {
    /* libvirt makes the path of a channel by itself. */
    { .where = "devices/channel/source/@path", .class = RULE_UNIQUE,
      .does = "left out: libvirt makes one",
      .xpath = "devices/channel[@type='unix' and (target/@type='virtio' or "
               "target/@type='xen')]/source[not(@mode='connect')]",
      .key = "path", .apply = action_drop },
    { .where = BOTH("source/@path"), .class = RULE_UNIQUE,
      .does = "a socket that QEMU makes is named after the clone",
      .xpath = CHAR_XPATH "[@type='unix']/source[@mode='bind']",
      .key = "path", .apply = action_socket },
    { .where = BOTH("source/@path"), .class = RULE_EXCLUSIVE,
      .does = "a socket of another program is the same",
      .xpath = CHAR_XPATH "[@type='unix']/source[@mode='connect']",
      .key = "path", .kind = FINDING_SAME,
      .note = "both machines connect to this socket" },
    { .where = BOTH("source/@path"), .class = RULE_FILE,
      .does = "a file is named after the clone; its content stays behind",
      .xpath = CHAR_XPATH "[@type='file']/source", .key = "path",
      .apply = action_rename },
    { .where = BOTH("source/@path"), .class = RULE_FILE,
      .does = "a pipe is named after the clone",
      .xpath = CHAR_XPATH "[@type='pipe']/source", .key = "path",
      .apply = action_rename },
    { .where = CHAR_WHERE "source/@path", .class = RULE_EXCLUSIVE,
      .does = "a device is left to the source; a pseudo terminal instead",
      .xpath = "devices/*[(self::serial or self::console or self::parallel "
               "or self::channel) and @type='dev']/source",
      .key = "path", .apply = action_pty },
    { .where = CHAR_WHERE "source/@path", .class = RULE_PLAIN,
      .does = "left out if libvirt wrote it",
      .xpath = CHAR_XPATH "[@type='pty']/source", .key = "path",
      .apply = action_drop },
    { .where = CHAR_WHERE "@tty", .class = RULE_PLAIN, .does = "left out",
      .xpath = CHAR_XPATH, .key = "tty", .apply = action_drop },
    { .where = BOTH("source/@service"), .class = RULE_UNIQUE,
      .does = "the next free TCP port, if QEMU listens there",
      .xpath = CHAR_XPATH "[@type='tcp']/source[@mode='bind']",
      .key = "service", .apply = action_tcp },
    { .where = BOTH("source/@service"), .class = RULE_UNIQUE,
      .does = "the next free UDP port, if QEMU listens there",
      .xpath = CHAR_XPATH "[@type='udp']/source[@mode='bind']",
      .key = "service", .apply = action_udp },
    { .where = "devices/redirdev/source/@service", .class = RULE_EXCLUSIVE,
      .does = "the same", .xpath = "devices/redirdev[@type='tcp']/source"
                                   "[not(@mode='bind')]",
      .key = "service", .kind = FINDING_CLASH,
      .note = "a redirected USB device is one machine's" },
    { .where = BOTH("source/@master"), .class = RULE_UNIQUE,
      .does = "named after the clone",
      .xpath = CHAR_XPATH "[@type='nmdm']/source", .key = "master",
      .apply = action_rename },
    { .where = BOTH("source/@slave"), .class = RULE_UNIQUE,
      .does = "named after the clone",
      .xpath = CHAR_XPATH "[@type='nmdm']/source", .key = "slave",
      .apply = action_rename },
    { .where = BOTH("log/@file"), .class = RULE_FILE,
      .does = "named after the clone", .xpath = CHAR_XPATH "/log",
      .key = "file", .apply = action_rename },
    { .where = BOTH("source/**") " " BOTH("protocol/**") " " BOTH("log/**"),
      .class = RULE_PLAIN, .does = "the same: what is unique has a row" },
    { .where = "devices/smartcard/certificate devices/smartcard/database",
      .class = RULE_GUEST, .does = "the same",
      .xpath = "devices/smartcard[certificate]", .kind = FINDING_SAME,
      .note = "both guests have the same smart card" },
    { .where = "devices/serial|console|parallel|channel|smartcard|redirdev/"
               "target/** " CHAR_WHERE "@type devices/smartcard/@mode "
               "devices/redirdev/@bus",
      .class = RULE_PLAIN, .does = "the same: what the guest sees of it" },
    { .where = "devices/rng/@model devices/rng/backend/** "
               "devices/rng/rate/** devices/rng/driver/**",
      .class = RULE_PLAIN, .does = "the same: anybody may read it" },

    /* Consoles for people. */
    { .where = "devices/graphics/@port devices/graphics/@autoport",
      .class = RULE_UNIQUE, .does = "a port that libvirt chooses",
      .xpath = "devices/graphics[@tlsPort != '-1' and not(@port)]",
      .apply = action_set, .arg = "autoport=yes" },
    { .where = "devices/graphics/@autoport", .class = RULE_UNIQUE,
      .does = "left out: port -1 says it",
      .xpath = "devices/graphics[@port != '-1']", .key = "autoport",
      .apply = action_drop },
    { .where = "devices/graphics/@port", .class = RULE_UNIQUE,
      .does = "a port that libvirt chooses",
      .xpath = "devices/graphics[@port != '-1']", .key = "port",
      .apply = action_set, .arg = "-1" },
    { .where = "devices/graphics/@tlsPort", .class = RULE_UNIQUE,
      .does = "a port that libvirt chooses",
      .xpath = "devices/graphics[@tlsPort != '-1']", .key = "tlsPort",
      .apply = action_drop },
    { .where = "devices/graphics/@websocket", .class = RULE_UNIQUE,
      .does = "a port that libvirt chooses",
      .xpath = "devices/graphics[@websocket != '-1']", .key = "websocket",
      .apply = action_set, .arg = "-1" },
    { .where = "devices/graphics/@socket", .class = RULE_UNIQUE,
      .does = "left out: libvirt makes one", .xpath = "devices/graphics",
      .key = "socket", .apply = action_drop },
    { .where = "devices/graphics/listen/@socket", .class = RULE_UNIQUE,
      .does = "left out: libvirt makes one",
      .xpath = "devices/graphics/listen", .key = "socket",
      .apply = action_drop },
    { .where = "devices/graphics/@address", .class = RULE_UNIQUE,
      .does = "left out: a name on a bus",
      .xpath = "devices/graphics[@type='dbus' and not(@p2p='yes')]",
      .key = "address", .apply = action_drop },
    { .where = "devices/graphics/@passwd", .class = RULE_GUEST,
      .does = "the same", .xpath = "devices/graphics", .key = "passwd",
      .kind = FINDING_SAME,
      .note = "both consoles have the same password" },
    { .where = "devices/graphics/@username", .class = RULE_GUEST,
      .does = "the same", .since = "11.1" },
    { .where = "devices/graphics/@connected devices/graphics/@defaultMode "
               "devices/graphics/@display devices/graphics/@fullscreen "
               "devices/graphics/@keymap devices/graphics/@listen "
               "devices/graphics/@multiUser devices/graphics/@p2p "
               "devices/graphics/@passwdValidTo "
               "devices/graphics/@powerControl devices/graphics/@replaceUser "
               "devices/graphics/@sharePolicy devices/graphics/@type "
               "devices/graphics/@xauth",
      .class = RULE_PLAIN, .does = "the same" },
    { .where = "devices/graphics/listen/** devices/graphics/*/**",
      .class = RULE_PLAIN, .does = "the same: addresses, and how it looks" },
    { .where = "devices/audio/@path", .class = RULE_FILE,
      .does = "named after the clone",
      .xpath = "devices/audio[@type='file']", .key = "path",
      .apply = action_rename },
    { .where = "devices/audio/**", .class = RULE_PLAIN,
      .does = "the same: the host mixes what is heard" },
    { .where = "devices/input/source/@dev devices/input/source/@evdev",
      .class = RULE_EXCLUSIVE, .does = "left out", .option = "--hostdev",
      .xpath = "devices/input[@type='evdev' or @type='passthrough']",
      .apply = action_device, .arg = "an input device of the host" },
    { .where = "devices/input/**", .class = RULE_PLAIN,
      .does = "the same: it is emulated" },
    { .where = NULL },
};
