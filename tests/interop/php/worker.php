<?php
// The worker of the gearman extension: HOST PORT PREFIX.

declare(strict_types=1);

const GATE_PAUSE_US = 5_000;

function hold(GearmanJob $job): string
{
    while (!file_exists($job->workload())) {
        clearstatcache();
        usleep(GATE_PAUSE_US);
    }
    return 'held';
}

function note(GearmanJob $job): string
{
    file_put_contents(getenv('NOTES'), $job->workload() . "\n", FILE_APPEND);
    return 'noted';
}

function after(bool $sent): string
{
    return $sent ? 'done' : 'not sent';
}

function fail(GearmanJob $job): void
{
    $job->sendFail();
}

function throw_it(GearmanJob $job): void
{
    $job->sendException('it broke');
    $job->setReturn(GEARMAN_WORK_FAIL);
}

[, $host, $port, $prefix] = $argv;
$reverse = fn (GearmanJob $job) => strrev($job->workload());
$functions = [
    'reverse' => $reverse,
    'fail' => fail(...),
    'throw' => throw_it(...),
    'progress' => fn (GearmanJob $job) => after($job->sendStatus(3, 7)),
    'data' => fn (GearmanJob $job) => after($job->sendData("part\0one")),
    'warning' => fn (GearmanJob $job) => after($job->sendWarning('careful')),
    'unique' => fn (GearmanJob $job) => $job->unique(),
    'hold' => hold(...),
    'note' => note(...),
    'ready' => $reverse,
];
$worker = new GearmanWorker();
$worker->addServer($host, (int) $port);
foreach ($functions as $name => $work) {
    $worker->addFunction($prefix . $name, $work);
}
while (true) {
    @$worker->work();
}
