#!/bin/sh
# Starts the example valor with the settings of a file, valor.env beside this script unless named: the same names as in the
# unit and in the container, without either.
#   hardening-examples/recipes/run.sh [FILE]
set -eu
here=$(cd "$(dirname "$0")" && pwd)
file=${1:-"$here/valor.env"}
jar="$here/../target/hardening-examples.jar"


while IFS= read -r line; do
    case $line in
        '' | '#'*) ;;
        *) export "${line?}" ;;
    esac
done < "$file"
exec java -jar "$jar" valor
