<?php
// Where the job server is: GEARMAN_SERVER, or this machine.

declare(strict_types=1);

function job_server(): string
{
    return getenv('GEARMAN_SERVER') ?: '127.0.0.1:4730';
}

function gearman_client(): GearmanClient
{
    $client = new GearmanClient();
    $client->addServers(job_server());
    return $client;
}

/** Runs jobs of one function for ever. What $work throws fails the job. */
function work(string $function, callable $work): void
{
    $worker = new GearmanWorker();
    $worker->addServers(job_server());
    $worker->addFunction($function, function (GearmanJob $job) use ($work): ?string {
        try {
            return $work($job);
        } catch (Throwable $trouble) {
            fwrite(STDERR, $trouble->getMessage() . "\n");
            $job->sendException($trouble->getMessage());
            $job->setReturn(GEARMAN_WORK_FAIL);
            return null;
        }
    });
    while ($worker->work() || $worker->returnCode() === GEARMAN_WORK_FAIL);
    exit($worker->error() . "\n");
}
