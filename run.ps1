# The Windows twin of ./run: makes the program ready where it stands, then runs it. Not yet tried on a Windows machine.
# It installs nothing outside this folder; Python 3.11 to 3.13 must be there.
$ErrorActionPreference = 'Stop'
$Here = $PSScriptRoot
$Venv = Join-Path $Here '.venv'
$Python = Join-Path $Venv 'Scripts\python.exe'
$env:PYTHONPATH = $Here
$env:PYTHONUTF8 = '1'

function Find-Python {
    foreach ($version in '3.11', '3.12', '3.13') {
        if (Get-Command py -ErrorAction SilentlyContinue) {
            & py "-$version" -c 'import venv' 2>$null
            if ($LASTEXITCODE -eq 0) { return @('py', "-$version") }
        }
    }
    if (Get-Command python -ErrorAction SilentlyContinue) {
        & python -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>$null
        if ($LASTEXITCODE -eq 0) { return @('python') }
    }
    throw '需要 Python 3.11 至 3.13（64 位），本机没有。'
}

# The stamp is a copy of the installed lock; every file is checked against the hashes in the lock.
function Install-Lock([string]$Name) {
    $lock = Join-Path $Here $Name
    $stamp = Join-Path $Venv ".installed-$Name"
    if ((Test-Path $stamp) -and ((Get-FileHash $lock).Hash -eq (Get-FileHash $stamp).Hash)) { return }
    if (-not (Test-Path $Python)) {
        $found = @(Find-Python)
        $rest = @($found | Select-Object -Skip 1)
        & $found[0] @rest -m venv $Venv
        if ($LASTEXITCODE -ne 0) { throw '虚拟环境没有建成。' }
    }
    Write-Host '正在安装依赖（首次约 110 MB）……'
    $wheels = Join-Path $Here 'wheelhouse'
    $offline = @()
    if (Test-Path $wheels) { $offline = @('--no-index', '--find-links', $wheels) }
    & $Python -m pip install -q --disable-pip-version-check @offline --require-hashes -r $lock
    if ($LASTEXITCODE -ne 0) { throw '依赖没有装上。请检查网络，或把 wheel 放进 wheelhouse 文件夹，再次运行。' }
    Copy-Item $lock $stamp
    if ($Name -eq 'requirements-dev.txt') {
        Copy-Item (Join-Path $Here 'requirements.txt') (Join-Path $Venv '.installed-requirements.txt')
    }
}

function Invoke-Gate([string[]]$Rest) {
    Set-Location $Here
    $env:QT_QPA_PLATFORM = 'offscreen'
    if ($Rest.Count -gt 0) { & $Python -m pytest @Rest; exit $LASTEXITCODE }
    $failed = @()
    $steps = @(
        @('ruff', '-m', 'ruff', 'check', '.'),
        @('format', '-m', 'ruff', 'format', '--check', '.'),
        @('mypy', '-m', 'mypy'),
        @('layers', '-c', 'from importlinter.cli import lint_imports_command; lint_imports_command()'),
        @('pytest', '-m', 'pytest')
    )
    foreach ($step in $steps) {
        Write-Host "== $($step[0])"
        $arguments = $step[1..($step.Count - 1)]
        & $Python @arguments
        if ($LASTEXITCODE -ne 0) { $failed += $step[0] }
    }
    if ($failed.Count -gt 0) { Write-Host "未通过：$failed"; exit 1 }
    exit 0
}

$verb = ''
$rest = @()
if ($args.Count -gt 0) { $verb = $args[0] }
if ($args.Count -gt 1) { $rest = @($args[1..($args.Count - 1)]) }

switch ($verb) {
    '' { Install-Lock 'requirements.txt'; & $Python -m app }
    'open' { Install-Lock 'requirements.txt'; & $Python -m app open @rest }
    { $_ -in 'story', 'verify', 'notice', 'papers', 'screens' } {
        Install-Lock 'requirements.txt'
        if (-not $env:QT_QPA_PLATFORM) { $env:QT_QPA_PLATFORM = 'offscreen' }
        & $Python -m app $verb @rest
    }
    { $_ -in 'bench', 'soak', 'faults' } {
        Install-Lock 'requirements-dev.txt'
        $env:QT_QPA_PLATFORM = 'offscreen'
        & $Python -m "tests.$verb" @rest
    }
    'test' { Install-Lock 'requirements-dev.txt'; Invoke-Gate $rest }
    'setup' { Install-Lock 'requirements.txt' }
    default {
        Write-Host '用法：run.ps1 [story | open 路径 | verify 移交包 | notice 文件 | papers | screens | bench | soak | faults | test | setup]'
        exit 2
    }
}
exit $LASTEXITCODE
