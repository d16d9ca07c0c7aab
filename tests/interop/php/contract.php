<?php
// What client and worker share: lines of JSON with bytes in hexadecimal.

declare(strict_types=1);

function say_line(array $fields): void
{
    fwrite(STDOUT, json_encode($fields) . "\n");
}
