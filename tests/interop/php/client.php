<?php
// The client of the gearman extension: ACTION HOST PORT [FUNCTION [PRIORITY UNIQUE]]; the payload
// comes on standard input.

declare(strict_types=1);

require __DIR__ . '/contract.php';

const STATUS_PAUSE_US = 10_000;

const ADD_TASK = ['high' => 'addTaskHigh', 'normal' => 'addTask', 'low' => 'addTaskLow'];

const DO_BACKGROUND = [
    'high' => 'doHighBackground',
    'normal' => 'doBackground',
    'low' => 'doLowBackground',
];

const NOTHING_SEEN = [
    'end' => 'none',
    'result' => '',
    'exception' => '',
    'data' => [],
    'warnings' => [],
    'statuses' => [],
];

function client(string $host, string $port): GearmanClient
{
    $client = new GearmanClient();
    $client->addServer($host, (int) $port);
    return $client;
}

function ping(GearmanClient $client): void
{
    $payload = stream_get_contents(STDIN);
    // The library compares the echo with the payload itself.
    $client->ping($payload) or throw new RuntimeException($client->error());
    say_line(['result' => bin2hex($payload)]);
}

function run(GearmanClient $client, string $function, string $priority, string $unique): void
{
    $seen = NOTHING_SEEN;
    listen($client, $seen);
    $payload = stream_get_contents(STDIN);
    $context = null;
    $client->{ADD_TASK[$priority]}($function, $payload, $context, ...given($unique));
    if (!$client->runTasks() && $seen['end'] === 'none') {
        throw new RuntimeException($client->error());
    }
    say_line($seen);
}

function given(string $unique): array
{
    return $unique === '' ? [] : [$unique];
}

function listen(GearmanClient $client, array &$seen): void
{
    $client->setDataCallback(function (GearmanTask $task) use (&$seen) {
        $seen['data'][] = bin2hex($task->data());
    });
    $client->setWarningCallback(function (GearmanTask $task) use (&$seen) {
        $seen['warnings'][] = bin2hex($task->data());
    });
    $client->setStatusCallback(function (GearmanTask $task) use (&$seen) {
        $seen['statuses'][] = [$task->taskNumerator(), $task->taskDenominator()];
    });
    $client->setCompleteCallback(function (GearmanTask $task) use (&$seen) {
        $seen = ['end' => 'complete', 'result' => bin2hex($task->data())] + $seen;
    });
    $client->setExceptionCallback(function (GearmanTask $task) use (&$seen) {
        $seen = ['end' => 'exception', 'exception' => bin2hex($task->data())] + $seen;
    });
    $client->setFailCallback(function () use (&$seen) {
        $seen['end'] = 'fail';
    });
}

function background(
    GearmanClient $client,
    string $function,
    string $priority,
    string $unique,
): string {
    $payload = stream_get_contents(STDIN);
    $handle = $client->{DO_BACKGROUND[$priority]}($function, $payload, ...given($unique));
    if ($client->returnCode() !== GEARMAN_SUCCESS) {
        throw new RuntimeException($client->error());
    }
    say_line(['handle' => $handle]);
    return $handle;
}

function follow(GearmanClient $client, string $function): void
{
    $handle = background($client, $function, 'normal', '');
    do {
        [$known, $running, $numerator, $denominator] = $client->jobStatus($handle);
        say_line(compact('known', 'running', 'numerator', 'denominator'));
        usleep(STATUS_PAUSE_US);
    } while ($known);
}

[, $action, $host, $port] = $argv + [2 => '', 3 => ''];
match ($action) {
    'ping' => ping(client($host, $port)),
    'run' => run(client($host, $port), ...array_slice($argv, 4)),
    'background' => background(client($host, $port), ...array_slice($argv, 4)),
    'follow' => follow(client($host, $port), $argv[4]),
    'version' => say_line(['version' => phpversion('gearman')]),
};
