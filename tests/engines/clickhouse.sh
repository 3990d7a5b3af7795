# Debian's ClickHouse servers of one's own in a folder, on loopback; for sourcing.
#
#  clickhouse_missing          prints why there can be none here, or nothing
#  clickhouse_start DIR N      starts N servers that know each other as the cluster 'evalrate'
#  clickhouse_query I …        clickhouse-client with these arguments, at server I (1 to N)
#  clickhouse_stop
clickhouse_missing() {
    if ! { command -v clickhouse-server && command -v clickhouse-client; } >/dev/null; then
        echo 'ClickHouse is not installed'
    fi
}

# N ports that are free now
clickhouse_free_ports() {
    /usr/bin/python3 -c '
import socket, sys
held = [socket.socket() for _ in range(int(sys.argv[1]))]
for each in held:
    each.bind(("127.0.0.1", 0))
print(*(each.getsockname()[1] for each in held))' "$1"
}

clickhouse_config() { # clickhouse_config DIR TCP HTTP INTERSERVER SHARDS
    mkdir -p "$1" || return 1
    cat >"$1/config.xml" <<XML
<yandex>
  <logger><level>warning</level><log>$1/log</log><errorlog>$1/log.errors</errorlog></logger>
  <listen_host>127.0.0.1</listen_host>
  <tcp_port>$2</tcp_port><http_port>$3</http_port><interserver_http_port>$4</interserver_http_port>
  <path>$1/data/</path><tmp_path>$1/tmp/</tmp_path><users_config>$1/users.xml</users_config>
  <default_profile>default</default_profile><default_database>default</default_database>
  <mark_cache_size>67108864</mark_cache_size><timezone>UTC</timezone>
  <remote_servers><evalrate>$5</evalrate></remote_servers>
</yandex>
XML
    cat >"$1/users.xml" <<'XML'
<yandex>
  <profiles><default>
    <max_memory_usage>4000000000</max_memory_usage><insert_distributed_sync>1</insert_distributed_sync>
  </default></profiles>
  <users><default>
    <password></password><networks><ip>127.0.0.1</ip></networks><profile>default</profile><quota>default</quota>
  </default></users>
  <quotas><default></default></quotas>
</yandex>
XML
}

clickhouse_query() { # clickhouse_query I …
    clickhouse_port=$(echo "$clickhouse_ports" | cut -d ' ' -f "$1")
    shift
    clickhouse-client --host 127.0.0.1 --port "$clickhouse_port" "$@"
}

clickhouse_start() { # clickhouse_start DIR N
    clickhouse_pids= clickhouse_ports= clickhouse_shards=
    ports=$(clickhouse_free_ports $((3 * $2)))
    clickhouse_ports=$(echo "$ports" | cut -d ' ' -f "1-$2")
    for port in $clickhouse_ports; do
        clickhouse_shards="$clickhouse_shards<shard><replica><host>127.0.0.1</host><port>$port</port></replica></shard>"
    done
    number=0
    for port in $clickhouse_ports; do
        number=$((number + 1))
        clickhouse_config "$1/$number" "$port" "$(echo "$ports" | cut -d ' ' -f $((number + $2)))" \
            "$(echo "$ports" | cut -d ' ' -f $((number + 2 * $2)))" "$clickhouse_shards" || return 1
        clickhouse-server --config-file="$1/$number/config.xml" >"$1/$number/said" 2>&1 &
        clickhouse_pids="$clickhouse_pids $!"
    done
    for number in $(seq "$2"); do
        tries=0
        until clickhouse_query "$number" --query 'SELECT 1' >/dev/null 2>&1; do
            tries=$((tries + 1))
            [ $tries -lt 100 ] || { sed 's/^/# /' "$1/$number/said" "$1/$number/log.errors"; return 1; }
            sleep 0.3
        done
    done
}

clickhouse_stop() {
    # shellcheck disable=SC2086 # a list of numbers
    [ -z "${clickhouse_pids:-}" ] || { kill $clickhouse_pids && wait $clickhouse_pids; } 2>/dev/null
}
