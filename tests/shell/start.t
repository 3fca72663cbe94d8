#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The ways to start the program, its options, and how it ends.
. "${srcdir:-.}/tests/shell/lib.sh"
[ -x "$vt" ] || skip_all 'there is no program'
unset VIRT_TWIN_DEFAULT_URI VIRSH_DEFAULT_CONNECT_URI LIBVIRT_DEFAULT_URI
uri=test:///default

# gives NAME STATUS OUT ERRORS COMMAND...
gives() {
  gives_name=$1 gives_status=$2 gives_out=$3 gives_errors=$4
  shift 4
  run "$@"
  is "$gives_name" "status $status
$out
$errors" "status $gives_status
$gives_out
$gives_errors"
}

# ---- forms

gives 'one word is a line of commands' 0 "a

b" '' "$vt" -q 'echo a; echo; echo b'
gives 'two words are taken as they are' 0 'a;b  c' '' "$vt" echo 'a;b  c'
gives 'two lines of commands are no command' 2 '' \
  "error: unknown command: 'echo a'
error: Did you mean 'echo'?" "$vt" 'echo a' 'echo b'
gives 'options after the command are its own' 2 '' \
  "error: command 'echo' doesn't support option --quiet
usage: echo [<string>]... [--option]..." "$vt" echo --quiet
gives 'but -q says no more than the error' 2 '' \
  "error: command 'rename' requires <new-name> option" "$vt" -q rename a
gives 'an empty word is no command' 0 '' '' "$vt" ''

# ---- standard input and files

input() {
  # shellcheck disable=SC2059
  printf -- "$1" | "$vt" -q
}
gives 'lines of standard input are commands' 0 'a
b' '' input 'echo a\necho b\n'
gives 'the last line need not end' 0 'a' '' input 'echo a'
gives 'carriage returns are dropped' 0 'a
b' '' input 'echo a\r\necho b\r\n'
gives 'an open line goes on in the next' 0 'a
b cd' '' input 'echo "a\nb" c\\\nd\n'
gives 'an open line at the end is an error' 2 '' 'error: missing "' \
  input 'echo "a\n'
gives 'the first failure ends a script' 2 'a' \
  "error: unknown command: 'nosuch'" input 'echo a\nnosuch\necho b\n'
gives "'-' lets a command fail" 0 'b' \
  'error: cd: command valid only in interactive mode' input '-cd\necho b\n'
gives 'quit ends a script' 0 'a' '' input 'echo a\nquit\necho b\n'
gives 'a NUL byte is no text' 2 '' \
  'error: the script is not text: it has a NUL byte' input 'echo a\0b\n'
is 'a script prints what its commands print' \
  "$(printf 'uri\n' | "$vt" -c $uri | od -c)" "$("$vt" -c $uri uri | od -c)"

cat >"$tmp/script" <<'END'
#!/usr/bin/env -S virt-twin -f
# a comment
echo a

echo 'b
c'
nosuch
END
gives 'a file is a script, and errors name its line' 2 'a
b
c' "$tmp/script:7: error: unknown command: 'nosuch'" "$vt" -q -f "$tmp/script"
gives "'-' is standard input" 2 '' "stdin:1: error: unknown command: 'nosuch'" \
  sh -c "echo nosuch | '$vt' -f -"
gives 'a file that is not there is told' 1 '' \
  "error: cannot open script '$tmp/none': No such file or directory" \
  "$vt" -f "$tmp/none"
chmod +x "$tmp/script"
mkdir "$tmp/bin" && ln -s "$vt" "$tmp/bin/virt-twin"
gives 'a script can be a program' 2 'a
b
c' "$tmp/script:7: error: unknown command: 'nosuch'" \
  env PATH="$tmp/bin:$PATH" "$tmp/script"
gives 'a file and a command exclude each other' 2 '' \
  "error: -f 'x' and the command 'echo' exclude each other" "$vt" -f x echo

# ---- options

version=$("$vt" -v)
like 'the version is a number' "$version" '[0-9]*.[0-9]*'
is '--version is the same' "$("$vt" --version)" "$version"
is '--version=short, too' "$("$vt" --version=short)" "$version"
like 'the long version names libvirt' "$("$vt" -V)" "$version
libvirt *"
like '--help shows the options' "$("$vt" --help)" '*--connect=URI*'
like 'and the commands' "$("$vt" --help)" '*    echo  *'
gives 'an unknown option' 2 '' "error: unsupported option '-Z'. See --help." \
  "$vt" -Z
gives 'an unknown long option' 2 '' \
  "error: unsupported option '--nosuch'. See --help." "$vt" --nosuch
gives 'one that is nearly right' 2 '' \
  "error: unsupported option '--connct=x'. See --help.
error: Did you mean '--connect'?" "$vt" --connct=x
gives 'an option without its argument' 2 '' \
  "error: option '-c'/'--connect' requires an argument" "$vt" -c
gives 'a long one, too' 2 '' "error: option '--hook' requires an argument" \
  "$vt" --hook
gives '-d wants a number' 2 '' 'error: option -d takes a numeric argument' \
  "$vt" -d x echo
gives '-d wants it from 0 to 4' 0 '' \
  'error: ignoring debug level 9 out of range [0-4]' "$vt" -d 9 echo
gives '-k wants a number' 2 '' 'error: Invalid value for option -k' \
  "$vt" -k x echo
gives '-k wants none below 0' 2 '' \
  'error: option -k requires a positive integer argument' "$vt" -k -1 echo
gives '-K wants one above 0' 2 '' \
  'error: option -K requires a positive integer argument' "$vt" -K 0 echo
gives '-e wants a character' 2 '' \
  "error: Invalid string '^' for escape sequence" "$vt" -e '^' echo
gives '-x shows the commands' 0 'a
b c' "virt-twin # echo a
virt-twin # echo b\\ c" "$vt" -q -x 'echo a; echo "b c"'
like '-t prints the time' "$("$vt" -t echo a)" 'a
(Time: *.* ms)*'
run "$vt" -q -l "$tmp/log" 'echo a; cd'
like '-l logs errors' "$(cat "$tmp/log")" \
  '\[20*.*.* *:*:* virt-twin *\] ERROR cd: command valid*'
run "$vt" -q -d 1 -l "$tmp/log2" 'echo a'
like '-d 1 logs commands, too' "$(cat "$tmp/log2")" '\[*\] INFO echo a'
gives '-l wants a file that can be written' 1 '' \
  "error: failed to open the log file '/dev/null/x': Not a directory" \
  "$vt" -l /dev/null/x echo

# ---- connecting

bad=nosuch:///
connect_error='error: failed to connect to the hypervisor*'
run "$vt" -c $bad echo a
is '-c that fails ends the program' "$status-$out" 1-
like 'and says so' "$errors" "$connect_error"
for name in VIRT_TWIN_DEFAULT_URI VIRSH_DEFAULT_CONNECT_URI \
  LIBVIRT_DEFAULT_URI; do
  gives "$name is used when it is needed" 0 $uri '' \
    env $name=$uri "$vt" -q uri
  gives "and not before" 0 a '' env $name=$bad "$vt" -q echo a
done
gives 'the first of the three wins' 0 $uri '' \
  env VIRT_TWIN_DEFAULT_URI=$uri VIRSH_DEFAULT_CONNECT_URI=$bad \
  LIBVIRT_DEFAULT_URI=$bad "$vt" -q uri
gives '-c wins over them' 0 $uri '' \
  env VIRT_TWIN_DEFAULT_URI=$bad "$vt" -q -c $uri uri

# ---- help

like 'help lists the commands' "$("$vt" help)" 'Grouped commands:*    quit  *'
like 'help explains a command' "$("$vt" help echo)" \
  '  NAME*    echo - *  SYNOPSIS*  DESCRIPTION*  OPTIONS*  EXAMPLE*'
is '--help does the same' "$("$vt" echo --help a)" "$("$vt" help echo)"
like 'help lists a group' "$("$vt" help shell)" \
  " The shell itself (help keyword 'shell'):*    echo  *"
gives 'help knows no more' 1 '' \
  "error: command or command group 'nosuch' doesn't exist" "$vt" -q help nosuch
gives 'help knows what was meant' 1 '' \
  "error: command or command group 'clon' doesn't exist
error: Did you mean 'clone'?" "$vt" -q help clon
gives 'by its first letters, too' 1 '' \
  "error: command or command group 'cl' doesn't exist
error: Did you mean 'clone'?" "$vt" -q help cl
gives 'and all of several' 1 '' \
  "error: command or command group 're' doesn't exist
error: It could be: recover, rename" "$vt" -q help re
for name in clone list recover; do
  is "$name is listed" "$("$vt" help domain | grep -c "^    $name ")" 1
done
is 'hidden commands are not listed' \
  "$("$vt" help | grep -c '^    complete ')" 0

# ---- output that does not arrive

if [ -c /dev/full ]; then
  gives 'a full disk is an error' 1 '' \
    'error: write error: No space left on device' \
    sh -c "'$vt' help >/dev/full"
  gives 'also for --help' 1 '' 'error: write error: No space left on device' \
    sh -c "'$vt' --help >/dev/full"
  for i in $(seq 3000); do echo "echo $i; list --all"; done >"$tmp/long"
  gives 'also when results are longer than any buffer' 1 '' \
    'error: write error: No space left on device' \
    sh -c "'$vt' -c $uri -q <'$tmp/long' >/dev/full"
  gives 'and for list' 1 '' 'error: write error: No space left on device' \
    sh -c "'$vt' -c $uri list >/dev/full"
  run sh -c "'$vt' --json -c $uri 'dumpxml test' >/dev/full"
  is 'and for JSON' "$status" 1
else
  skip 'a full disk is an error' 'there is no /dev/full'
fi
gives 'a reader that leaves is told nothing' 0 'Grouped commands:' '' \
  sh -c "'$vt' help | head -n 1"
gives 'nor is one that leaves a script' 0 1 '' \
  sh -c "'$vt' -q -c $uri <'$tmp/long' | head -c 1"
run sh -c "'$vt' echo a >&-"
is 'a closed output is an error' "$status-$errors" \
  '1-error: write error: Bad file descriptor'

done_testing
