#!/usr/bin/python3
"""Measures evalrate beside its peers and limits, and prints the ratios as a Markdown table.

usage: bench.py BUILD small|full [ROUNDS [CASE…]]        (make bench SIZE=full ROUNDS=5 CASES='stream final')

 1. The commands of a case run in turn, A B C A B C …, after one round that does not count; the median of each counts, and
    a ratio is the median of the ratios round by round. Only figures of one run stand in one row.
 2. A peer that cannot be had is named and left out. Peers from npm are installed into BUILD/bench/npm.
 3. Wall time of whole processes, start and durable writing included; peak memory is that of the largest process. Beside
    a ratio of wall times stands that of the processors' times, which a busy machine disturbs less.
 4. Workloads are made by generate.c into BUILD/bench/work and kept there for the next time.
"""
import os
import shutil
import statistics
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
PEERS = os.path.join(HERE, 'peers')
PYTHON = '/usr/bin/python3'

# Requests of each workload; of merge, databases and the requests of each.
SIZES = {
    'small': {'stream': 2000, 'final': 20000, 'context': 10000, 'verbose': 20000, 'array': 20000, 'mixed': 6000,
              'pretty': 2000, 'report': 100000, 'growth': 200, 'endless': 4000,
              'merge': (5, 20000)},
    'full': {'stream': 44000, 'final': 500000, 'context': 100000, 'verbose': 100000, 'array': 105000, 'mixed': 60000,
             'pretty': 10000, 'report': 1000000, 'growth': 5000, 'endless': 440000,
             'merge': (50, 100000)},
}


class Case:
    """Commands to run in turn, and the ratios of interest between them."""

    def __init__(self, name, title, commands, ratios):
        self.name, self.title, self.commands, self.ratios = name, title, commands, ratios


class Bench:
    def __init__(self, build, size, rounds):
        self.build = os.path.abspath(build)
        self.work = os.path.join(self.build, 'bench', 'work', size)
        self.size, self.rounds = SIZES[size], rounds
        self.evalrate = os.path.join(self.build, 'evalrate')
        os.makedirs(self.work, exist_ok=True)

    def path(self, name):
        return os.path.join(self.work, name)

    def tool(self, name):
        return os.path.join(self.build, 'bench', name)

    def generate(self, shape, count, name=None):
        """The workload's path; made when it is not there."""
        path = self.path(name or shape)
        if not os.path.exists(path):
            if shape == 'pretty':
                os.makedirs(path + '.new', exist_ok=True)
                subprocess.run([self.tool('generate'), shape, str(count), path + '.new'], check=True)
            else:
                with open(path + '.new', 'wb') as out:
                    subprocess.run([self.tool('generate'), shape, str(count)], stdout=out, check=True)
            os.rename(path + '.new', path)
        return path

    def measure(self, command):
        """(wall s, cpu s, peak MiB, what it printed)"""
        log = self.path('measured')
        if os.path.exists(log):
            os.remove(log)
        done = subprocess.run([self.tool('measure'), log, 'sh', '-c', command], cwd=self.work, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE)
        if done.returncode != 0:
            raise RuntimeError(f'{command}: {done.stderr.decode()[-300:]}')
        with open(log, encoding='ascii') as file:
            wall, cpu, peak = file.read().split()
        return float(wall), float(cpu), int(peak) / 1024, done.stdout.decode()

    def run(self, case):
        figures = {name: [] for name in case.commands}
        for turn in range(self.rounds + 1):
            for name, command in case.commands.items():
                wall, cpu, peak, out = self.measure(command)
                if name.startswith('bare insert'):
                    wall = float(out)
                if turn:
                    figures[name].append((wall, cpu, peak))
        return figures


def have(bench):
    """Which peers are there: name -> True, or the reason why not."""
    peers = {}
    for name in ('sqlite3', 'jq', 'awk', 'sqlite-utils'):
        peers[name] = bool(shutil.which(name)) or f'{name} is not installed'
    pandas = subprocess.run([PYTHON, '-c', 'import pandas'], stderr=subprocess.DEVNULL, check=False).returncode == 0
    peers['pandas'] = pandas or 'python3-pandas is not installed'
    npm = os.path.join(bench.build, 'bench', 'npm')
    if shutil.which('npm') and not os.path.exists(os.path.join(npm, 'node_modules', '@duckdb')):
        os.makedirs(npm, exist_ok=True)
        subprocess.run(['npm', 'install', '--prefix', npm, '@duckdb/node-api'], stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL, check=False)
    peers['duckdb'] = os.path.exists(os.path.join(npm, 'node_modules', '@duckdb')) or '@duckdb/node-api cannot be had'
    return peers


def duckdb(bench, words):
    return f"cd '{bench.build}/bench/npm' && node '{PEERS}/duckdb.mjs' {words}"


def import_into(bench, database, *operands):
    """Facts alone, as the peers keep them: copies of slow views are for other tools that read the database."""
    return f"rm -f {database} && '{bench.evalrate}' import -q --no-copies -d {database} {' '.join(operands)}"


def stream_case(bench, peers):
    path = bench.generate('stream', bench.size['stream'])
    commands = {
        'evalrate import': import_into(bench, 's.db', path),
        'memchr scan': f"'{bench.tool('limits')}' scan {path}",
        'evalrate, again': f"'{bench.evalrate}' import -q -d s.db {path}",
        'python': f"{PYTHON} '{PEERS}/standard.py' stream {path} py.db",
    }
    ratios = [('evalrate import', 'memchr scan', 10, 6), ('evalrate import', 'python', 0.08, 0.05),
              ('evalrate, again', 'memchr scan', 4, 2)]
    if peers['duckdb'] is True:
        commands['duckdb'] = duckdb(bench, f"all stream {path} '{bench.path('duck.db')}'")
        ratios.append(('evalrate import', 'duckdb', 0.15, 0.08))
    if peers['jq'] is True and peers['sqlite3'] is True:
        commands['grep | jq | sqlite3'] = f"sh '{PEERS}/jq.sh' done {path} jq.db"
        ratios.append(('evalrate import', 'grep | jq | sqlite3', 1.0, 0.5))
    return Case('stream', 'streams', commands, ratios)


def final_case(bench, peers):
    path = bench.generate('final', bench.size['final'])
    commands = {
        'evalrate import': import_into(bench, 'f.db', path),
        'import and report': import_into(bench, 'g.db', path) + f" && '{bench.evalrate}' report -d g.db",
        'bare insert': f"rm -f bare.db && '{bench.tool('limits')}' insert f.db bare.db",
        'python': f"{PYTHON} '{PEERS}/standard.py' final {path} py.db",
    }
    ratios = [('evalrate import', 'bare insert', 1.6, 1.3), ('evalrate import', 'python', 0.35, 0.2),
              ('import and report', 'python', 0.35, 0.2)]
    if peers['duckdb'] is True:
        commands['duckdb'] = duckdb(bench, f"all final {path} '{bench.path('duck.db')}'")
        ratios.append(('import and report', 'duckdb', 1.25, 0.9))
    return Case('final', 'final objects', commands, ratios)


def slow_case(bench, peers):
    """Peers that take ten times our time and more, on a part of the work."""
    path = bench.generate('final', min(bench.size['final'], 20000), 'final.part')
    commands = {'evalrate import': import_into(bench, 'f2.db', path)}
    if peers['sqlite3'] is True:
        commands['sqlite3 shell'] = f"sh '{PEERS}/sqlite.sh' final {path} sh.db"
        if peers['jq'] is True:
            commands['jq | sqlite3'] = f"sh '{PEERS}/jq.sh' final {path} jq.db"
        if peers['sqlite-utils'] is True:
            commands['sqlite-utils'] = f"sh '{PEERS}/sqlite_utils.sh' final {path} su.db"
    if peers['pandas'] is True:
        commands['pandas'] = f"{PYTHON} '{PEERS}/pandas_peer.py' final {path} pd.db"
    return Case('slow', 'final objects, slower peers', commands,
                [('evalrate import', name, None, None) for name in list(commands)[1:]])


def context_case(bench, peers):
    """MB/s with context arrays over MB/s without, as a ratio of seconds a MB."""
    plain = bench.generate('final', bench.size['context'], 'final.context')
    context = bench.generate('context', bench.size['context'])
    factor = os.path.getsize(context) / os.path.getsize(plain)
    commands = {'without': import_into(bench, 'c1.db', plain), 'with context': import_into(bench, 'c2.db', context)}
    return Case('context', f'context arrays ({factor:.2f} times the bytes)', commands,
                [('with context', 'without', factor, factor / 1.3)])


def verbose_case(bench, peers):
    path = bench.generate('verbose', bench.size['verbose'])
    commands = {
        'evalrate import': import_into(bench, 'v.db', path),
        'memchr scan': f"'{bench.tool('limits')}' scan {path}",
        'python': f"{PYTHON} '{PEERS}/standard.py' verbose {path} py.db",
    }
    ratios = [('evalrate import', 'memchr scan', 9, 5), ('evalrate import', 'python', 0.35, 0.2)]
    if peers['awk'] is True and peers['sqlite3'] is True:
        commands['awk | sqlite3'] = f"sh '{PEERS}/awk.sh' {path} awk.db"
        ratios.append(('evalrate import', 'awk | sqlite3', 0.35, 0.2))
    return Case('verbose', 'verbose text', commands, ratios)


def pretty_case(bench, peers):
    path = bench.generate('pretty', bench.size['pretty'])
    commands = {
        'evalrate import': import_into(bench, 'p.db', path),
        'open, read, walk': f"'{bench.tool('limits')}' files {path}",
        'python': f"{PYTHON} '{PEERS}/standard.py' files {path} py.db",
    }
    ratios = [('evalrate import', 'open, read, walk', 4, 2.5), ('evalrate import', 'python', 0.6, 0.35)]
    if peers['duckdb'] is True:
        commands['duckdb'] = duckdb(bench, f"all files {path} '{bench.path('duck.db')}'")
        ratios.append(('evalrate import', 'duckdb', None, None))
    return Case('pretty', 'pretty files', commands, ratios)


def array_case(bench, peers):
    path = bench.generate('array', bench.size['array'])
    return Case('array', 'one array on one line', {
        'evalrate import': import_into(bench, 'a.db', path),
        'python': f"{PYTHON} '{PEERS}/standard.py' array {path} py.db",
    }, [('evalrate import', 'python', None, None)])


def mixed_case(bench, peers):
    path = bench.generate('mixed', bench.size['mixed'])
    return Case('mixed', 'mixed with noise', {
        'evalrate import': import_into(bench, 'm.db', path),
        'memchr scan': f"'{bench.tool('limits')}' scan {path}",
    }, [('evalrate import', 'memchr scan', None, None)])


def growth_case(bench, peers):
    commands, ratios = {}, []
    for shape, count in (('stream', bench.size['growth'] // 10), ('final', bench.size['growth'])):
        for times in (10, 100):
            path = bench.generate(shape, count * times, f'{shape}.{times}x')
            commands[f'{shape} {times}x'] = import_into(bench, f'x{times}.db', path)
        ratios.append((f'{shape} 100x', f'{shape} 10x', 11.5, 10.5))
    return Case('growth', 'growth', commands, ratios)


def endless_case(bench, peers):
    count = bench.size['endless']
    command = f"'{bench.tool('generate')}' stream {count} | '{bench.evalrate}' import -q -d e.db -"
    return Case('endless', f'{count * 23 // 1000} MB through standard input', {'evalrate import': 'rm -f e.db; ' + command}, [])


def databases(bench, count, requests):
    """Databases of machines of their own, each of which holds the last twentieth of the one before; made when not there."""
    paths = [bench.path(f'host{number}.db') for number in range(count)]
    if os.path.exists(paths[-1]):
        return paths
    with subprocess.Popen([bench.tool('generate'), 'final', str(count * requests)], stdout=subprocess.PIPE) as generator:
        shared = []
        for number, path in enumerate(paths):
            lines = shared + [generator.stdout.readline() for _ in range(requests - len(shared))]
            shared = lines[-(requests // 20):]
            subprocess.run([bench.evalrate, 'import', '-q', '-d', path + '.new', '-l', f'host{number}', '-'],
                           input=b''.join(lines), check=True)
            os.rename(path + '.new', path)
        generator.stdout.close()
    return paths


def merge_case(bench, peers):
    count, requests = bench.size['merge']
    others = ' '.join(databases(bench, count, requests))
    empty = bench.path('empty.db')
    if not os.path.exists(empty):
        bench.measure(f"'{bench.evalrate}' import -q --no-copies -d {empty} - </dev/null; test -s {empty}")
    commands = {'evalrate merge': f"cp {empty} merged.db && '{bench.evalrate}' merge -q --no-copies -d merged.db {others}"}
    ratios = []
    if peers['sqlite3'] is True:
        commands['sqlite3 shell'] = f"cp {empty} sh.db && sh '{PEERS}/merge.sh' sh.db {others}"
        ratios = [('evalrate merge', 'sqlite3 shell', 1.5, 1.15)]
    return Case('merge', f'{count} databases of {requests} requests into one', commands, ratios)


def durable_case(bench, peers):
    """The same import where nothing waits for the disk: fsync does nothing on a file system in memory."""
    path = bench.generate('final', bench.size['context'], 'final.context')
    if not os.access('/dev/shm', os.W_OK):
        return Case('durable', 'durable writing', {}, [])
    return Case('durable', 'durable writing', {
        'on disk': import_into(bench, 'd.db', path),
        'in memory': import_into(bench, '/dev/shm/evalrate-bench.db', path),
    }, [('on disk', 'in memory', 1.15, 1.05)])


def report_case(bench, peers):
    path = bench.generate('final', bench.size['report'], 'final.report')
    database, duck = bench.path('report.db'), bench.path('report.duck')
    if not os.path.exists(database): # with the answers that an import keeps
        bench.measure(f"'{bench.evalrate}' import -q -d {database} {path}")
    report = f"'{bench.evalrate}' report -d {database}"
    commands = {'report, kept': report,
                'report, anew': f"{report} --by model --since 2000-01-01",
                'report --where': f"{report} --where 'eval_count > 190'"}
    ratios = []
    if peers['duckdb'] is True:
        if not os.path.exists(duck):
            bench.measure(duckdb(bench, f"load final {path} '{duck}'"))
        commands['duckdb'] = duckdb(bench, f"report final - '{duck}'")
        ratios = [('report, kept', 'duckdb', 0.5, 0.1), ('report, anew', 'duckdb', 1.5, 1.0),
                  ('report --where', 'duckdb', 3, 2)]
    return Case('report', f"report of {bench.size['report']} requests", commands, ratios)


def live_case(bench, peers):
    """The definition in plain SQL: the copies are declared stale."""
    if peers['sqlite3'] is not True or peers['duckdb'] is not True:
        return Case('live', 'percentiles by plain SQL', {}, [])
    report_case(bench, peers)
    stale = bench.path('stale.db')
    if not os.path.exists(stale):
        shutil.copy(bench.path('report.db'), stale)
        bench.measure(f"sqlite3 {stale} 'UPDATE copy_state SET fresh = 0'")
    wanted = "'ttft_ms', 'tpot_ms', 'prefill_tok_s', 'decode_tok_s', 'total_s', 'eval_count'"
    return Case('live', 'percentiles by plain SQL', {
        'sqlite3 shell': f"sqlite3 {stale} \"SELECT * FROM percentiles WHERE metric IN ({wanted})\"",
        'duckdb': duckdb(bench, f"report final - '{bench.path('report.duck')}'"),
    }, [('sqlite3 shell', 'duckdb', 25, 12)])


def export_case(bench, peers):
    report_case(bench, peers)
    database = bench.path('report.db')
    commands = {'evalrate csv': f"'{bench.evalrate}' export -d {database} --table requests -o out.csv"}
    ratios = []
    if peers['sqlite3'] is True:
        commands['sqlite3 -csv'] = f"sqlite3 -csv {database} 'SELECT * FROM requests' >sh.csv"
        ratios.append(('evalrate csv', 'sqlite3 -csv', 0.8, 0.5))
    return Case('csv', 'requests as CSV', commands, ratios)


def workbook_case(bench, peers):
    report_case(bench, peers)
    database, tsv = bench.path('report.db'), bench.path('requests.tsv')
    if not os.path.exists(tsv):
        bench.measure(f"'{bench.evalrate}' export -d {database} --table requests -o {tsv}")
    return Case('xlsx', 'requests as XLSX', {
        'evalrate xlsx': f"'{bench.evalrate}' export -d {database} --table requests -o out.xlsx",
        'bare libxlsxwriter': f"'{bench.tool('limits')}' workbook {tsv} bare.xlsx",
    }, [('evalrate xlsx', 'bare libxlsxwriter', 1.25, 1.1)])


def start_case(bench, peers):
    logs = os.path.join(HERE, '..', '..', 'sample-logs')
    commands = {'--version': f"exec '{bench.evalrate}' --version",
                'sample-logs': f"exec '{bench.evalrate}' {logs}/desktop {logs}/laptop"}
    if peers['sqlite3'] is True:
        commands['sqlite3'] = "exec sqlite3 :memory: 'select 1'"
        return Case('start', 'start', commands, [('--version', 'sqlite3', 1.5, 1.2), ('sample-logs', 'sqlite3', 6, 3)])
    return Case('start', 'start', commands, [])


CASES = [stream_case, final_case, slow_case, context_case, verbose_case, pretty_case, array_case, mixed_case, growth_case,
         endless_case, merge_case, durable_case, report_case, live_case, export_case, workbook_case, start_case]


def verdict(ratio, must, stretch):
    if must is None:
        return ''
    return 'goal' if ratio <= stretch else 'floor' if ratio <= must else 'missed'


def show(case, figures):
    for name, runs in figures.items():
        wall, cpu, peak = (statistics.median(run[i] for run in runs) for i in range(3))
        print(f'| {case.title} | {name} | {wall:.3f} s | {cpu:.3f} s | {peak:.0f} MiB | | |')
    for a, b, must, stretch in case.ratios:
        ratio, cpu = (statistics.median(x[i] / max(y[i], 0.001) for x, y in zip(figures[a], figures[b])) for i in (0, 1))
        bounds = '' if must is None else f'≤ {stretch:.3g} (floor {must:.3g})'
        print(f'| {case.title} | **{a} ÷ {b}** | **{ratio:.3g}** | {cpu:.3g} | | {bounds} | {verdict(ratio, must, stretch)} |')
    sys.stdout.flush()


def main():
    build, size = sys.argv[1:3]
    bench = Bench(build, size, int(sys.argv[3]) if len(sys.argv) > 3 else 5)
    peers = have(bench)
    for reason in peers.values():
        if reason is not True:
            print(f'left out: {reason}', file=sys.stderr)
    print('| work | what | wall | cpu | peak | goal | met |\n|---|---|---|---|---|---|---|')
    for make in CASES:
        name = make.__name__.replace('_case', '').replace('export', 'csv').replace('workbook', 'xlsx')
        if sys.argv[4:] and name not in sys.argv[4:]:
            continue
        case = make(bench, peers)
        if case.commands:
            show(case, bench.run(case))


main()
