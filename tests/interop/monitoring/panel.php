<?php
// HOST PORT FUNCTION: as web panels do it, with stream functions and one question for each connection.

declare(strict_types=1);

[, $host, $port, $function] = $argv;

/** The lines of an answer without the dot that ends it. */
function ask(string $host, string $port, string $command): array
{
    $server = fsockopen($host, (int) $port, $code, $text, 5.0) ?: exit("$text\n");
    fwrite($server, "$command\n");
    $lines = [];
    while (($line = fgets($server)) !== false && rtrim($line) !== '.') {
        $lines[] = rtrim($line, "\n");
    }
    fclose($server);
    return $lines;
}

foreach (ask($host, $port, 'status') as $line) {
    [$name, $total, $running, $workers] = explode("\t", $line);
    if ($name === $function) {
        echo "$total jobs, $running running, $workers workers\n";
    }
}
foreach (ask($host, $port, 'prioritystatus') as $line) {
    [$name, $high, $normal, $low] = explode("\t", $line);
    if ($name === $function) {
        echo "$high high, $normal normal, $low low\n";
    }
}
