<?php
// Has its text made louder again and again, and writes what became of it: a result or an error a line.

declare(strict_types=1);

const PAUSE_US = 50_000;
const PATIENCE_MS = 2_000;

$client = new GearmanClient();
$client->addServer('localhost');
$client->setTimeout(PATIENCE_MS);
while (true) {
    $result = @$client->doNormal('shout', $argv[1]);
    echo $client->returnCode() === GEARMAN_SUCCESS ? $result : 'error: ' . $client->error(), "\n";
    usleep(PAUSE_US);
}
