<?php
// Makes thumbnails: a picture comes in, a JPEG of at most 200 x 200 goes out.

declare(strict_types=1);

require __DIR__ . '/server.php';

const SIDE = 200;

work('thumbnail', function (GearmanJob $job): string {
    $picture = @imagecreatefromstring($job->workload());
    if ($picture === false) {
        throw new RuntimeException('this is no picture');
    }
    $scale = min(1, SIDE / max(imagesx($picture), imagesy($picture)));
    $small = imagescale($picture, max(1, (int) round(imagesx($picture) * $scale)));
    ob_start();
    imagejpeg($small);
    return ob_get_clean();
});
