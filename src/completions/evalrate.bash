# bash completion for evalrate. Everything is asked of the program itself: commands and options of its help, tables of its
# database, metrics of its registry, models of the database that is named (or ./evalrate.db).

_evalrate_ask() { # _evalrate_ask ARGUMENT…: what the program says, without its complaints
    "$evalrate" "$@" 2>/dev/null </dev/null
}

_evalrate_options() { # _evalrate_options COMMAND
    _evalrate_ask ${1:+"$1"} --help | sed -n '/^options:/,$ s/^ *\(-., \)\{0,1\}\(--[a-z-]*\).*/\2/p'
}

_evalrate_metrics() {
    _evalrate_ask explain | sed -n 's/^  \([a-z0-9_]*\) .*/\1/p'
}

_evalrate_models() {
    _evalrate_ask export "${database[@]}" --table models --to tsv | tail -n +2 | cut -f 2
}

_evalrate_keys() {
    printf '%s\n' model family size quantization label host status endpoint source done_reason engine ollama_version
}

# Words for the value of an option; fails where files are wanted.
_evalrate_values() {
    case $1 in
    --to) echo table md csv tsv json jsonl xlsx jsonl-bits ;;
    --color) echo auto always never ;;
    --cold | --cached) echo include exclude only ;;
    --by | --split) _evalrate_keys ;;
    --only | --exclude) _evalrate_keys | sed 's/$/=/' ;;
    --bucket) echo prompt= output= concurrency= ;;
    --table) _evalrate_ask export --tables "${database[@]}" || _evalrate_ask export --tables - ;;
    --sort | -M | --metric | --metrics | --matrix) _evalrate_metrics ;;
    -m | --model | --baseline | --ref-tokenizer) _evalrate_models ;;
    --fail-on) echo slower ;;
    --for) echo postgresql duckdb clickhouse clickhouse-sharded clickhouse-18 clickhouse-18-sharded ;;
    --tz) echo UTC local ;;
    --sep) printf '%s\n' , ';' tab ;;
    --decimal) printf '%s\n' . , ;;
    --where | --since | --until | --meta | --label | -l | --threshold | --percentiles | -p | --request | --slo | --map | \
        --ranks-pattern) ;;
    *) return 1 ;;
    esac
}

_evalrate() {
    local evalrate=$1 word previous line=$COMP_LINE command= commands words i database=()
    local IFS=$' \t\n'
    # Names of models hold colons, at which bash would break words.
    if declare -F _get_comp_words_by_ref >/dev/null; then
        _get_comp_words_by_ref -n : -c word -p previous
    else
        word=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]}
    fi
    COMPREPLY=()
    commands=$(_evalrate_ask --help | sed -n 's/^commands: *\(.*[a-z]\)  *(.*/\1/p')
    [[ " $commands " == *" ${COMP_WORDS[1]} "* && $COMP_CWORD -gt 1 ]] && command=${COMP_WORDS[1]}
    for ((i = 1; i < COMP_CWORD - 1; i++)); do
        [[ ${COMP_WORDS[i]} == -d || ${COMP_WORDS[i]} == --database ]] && database=(-d "${COMP_WORDS[i + 1]}")
    done
    if [[ $word == -* ]]; then
        words=$(_evalrate_options "$command")
    elif [[ $previous == -* ]] && words=$(_evalrate_values "$previous"); then
        :
    elif [[ $command == explain ]]; then
        words=$(_evalrate_metrics)
    elif [[ $command == model ]]; then
        [[ $previous == set ]] && words=$(_evalrate_models) || words='list set'
    elif [[ $COMP_CWORD -eq 1 ]]; then
        words=$commands
    fi
    IFS=$'\n'
    [[ -n $words ]] && COMPREPLY=($(compgen -W "${words// /$'\n'}" -- "$word"))
    if [[ ${#COMPREPLY[@]} -eq 0 && $word != -* ]]; then
        compopt -o filenames 2>/dev/null
        COMPREPLY=($(compgen -f -- "$word"))
    elif [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == *= ]]; then
        compopt -o nospace 2>/dev/null
    fi
    declare -F __ltrim_colon_completions >/dev/null && __ltrim_colon_completions "$word"
    return 0
}

complete -F _evalrate evalrate
