<?php
// Has a mail sent and does not wait for it: TO SUBJECT TEXT.

declare(strict_types=1);

require __DIR__ . '/server.php';

[, $to, $subject, $text] = $argv;
$client = gearman_client();
$handle = $client->doBackground('send-mail', json_encode(compact('to', 'subject', 'text')));
if ($client->returnCode() !== GEARMAN_SUCCESS) {
    fwrite(STDERR, $client->error() . "\n");
    exit(1);
}
echo "accepted as $handle\n";
