<?php
// Has a thumbnail made: PICTURE THUMBNAIL.

declare(strict_types=1);

require __DIR__ . '/server.php';

[, $picture, $thumbnail] = $argv;
$client = gearman_client();
$result = $client->doNormal('thumbnail', file_get_contents($picture));
if ($client->returnCode() !== GEARMAN_SUCCESS) {
    fwrite(STDERR, "$picture: the job failed\n");
    exit(1);
}
file_put_contents($thumbnail, $result);
printf("%s: %d bytes, thumbnail %d bytes\n", basename($picture), filesize($picture), strlen($result));
