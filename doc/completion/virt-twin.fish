# SPDX-License-Identifier: GPL-3.0-or-later
# Completion for fish: the program itself knows what can follow.
function __virt_twin_complete
    set -l words (commandline -opc) (commandline -ct)
    $words[1] --timeout 2 -q complete -- $words[2..-1] 2>/dev/null </dev/null
end
complete -c virt-twin -f -a '(__virt_twin_complete)'
