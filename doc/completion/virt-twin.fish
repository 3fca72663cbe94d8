# SPDX-License-Identifier: GPL-3.0-or-later
# Completion for fish: the program itself knows what can follow.
function __virt_twin_complete
    set -l words (commandline -opc)
    # The word at the cursor has its quotes, and may have one that is open.
    set -l word (commandline -ct | string replace -r "^['\"]" '')
    test -z "$word"; or set word (string unescape -- $word)
    set -l found ($words[1] --timeout 2 -q complete -- $words[2..-1] "$word" \
        2>/dev/null </dev/null)
    if set -q found[1]
        printf '%s\n' $found
    else
        __fish_complete_path (commandline -ct)
    end
end
complete -c virt-twin -f -a '(__virt_twin_complete)'
