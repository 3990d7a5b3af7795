# fish completion for evalrate. Everything is asked of the program itself: commands and options of its help, tables of its
# database, metrics of its registry, models of the database that is named (or ./evalrate.db).

function __evalrate_command
    set -l words (commandline -opc)
    test (count $words) -gt 1
    and contains -- $words[2] (__evalrate_commands)
    and echo $words[2]
end

function __evalrate_commands
    evalrate --help | string replace -rf '^commands: *(.*[a-z]) *\(.*' '$1' | string split -n ' '
end

function __evalrate_database
    set -l words (commandline -opc)
    for i in (seq (count $words))
        if contains -- $words[$i] -d --database; and test $i -lt (count $words)
            echo -- -d
            echo -- $words[(math $i + 1)]
        end
    end
end

function __evalrate_options
    evalrate (__evalrate_command) --help | string replace -rf '^ +(?:-., )?(--[a-z-]+)\S*(?: \S+)? {1,}(.*)' '$1\t$2'
end

function __evalrate_models
    evalrate export (__evalrate_database) --table models --to tsv 2>/dev/null </dev/null | tail -n +2 | cut -f 2
end

function __evalrate_tables
    evalrate export --tables (__evalrate_database) 2>/dev/null; or evalrate export --tables - 2>/dev/null </dev/null
end

function __evalrate_metrics
    evalrate explain | string replace -rf '^  ([a-z0-9_]+) .*' '$1'
end

complete -c evalrate -n 'not __evalrate_command >/dev/null' -a '(__evalrate_commands)'
complete -c evalrate -n 'string match -q -- "-*" (commandline -ct)' -a '(__evalrate_options)'
complete -c evalrate -n 'string match -q explain -- (__evalrate_command)' -f -a '(__evalrate_metrics)'
complete -c evalrate -n 'string match -q model -- (__evalrate_command)' -f -a 'list set (__evalrate_models)'
complete -c evalrate -s d -l database -r
complete -c evalrate -s o -l output -r
complete -c evalrate -s m -l model -x -a '(__evalrate_models)'
complete -c evalrate -l baseline -x -a '(__evalrate_models)'
complete -c evalrate -l ref-tokenizer -x -a '(__evalrate_models)'
complete -c evalrate -l table -x -a '(__evalrate_tables)'
complete -c evalrate -l sort -x -a '(__evalrate_metrics)'
complete -c evalrate -s M -l metrics -x -a '(__evalrate_metrics)'
complete -c evalrate -l matrix -x -a '(__evalrate_metrics)'
complete -c evalrate -l to -x -a 'table md csv tsv json jsonl xlsx jsonl-bits'
complete -c evalrate -l color -x -a 'auto always never'
complete -c evalrate -l cold -x -a 'include exclude only'
complete -c evalrate -l cached -x -a 'include exclude only'
complete -c evalrate -l by -x -a 'model family size quantization label host status endpoint source done_reason engine ollama_version'
complete -c evalrate -l split -x -a 'model family size quantization label host status endpoint source done_reason engine ollama_version'
complete -c evalrate -l for -x -a 'postgresql duckdb clickhouse clickhouse-sharded clickhouse-18 clickhouse-18-sharded'
complete -c evalrate -l fail-on -x -a slower
complete -c evalrate -l tz -x -a 'UTC local'
