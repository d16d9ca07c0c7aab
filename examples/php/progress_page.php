<?php
// A page that starts a slow job and shows its progress: php -S 127.0.0.1:8080 progress_page.php

declare(strict_types=1);

require __DIR__ . '/server.php';

function answer(mixed $body): void
{
    header('Content-Type: application/json');
    echo json_encode($body);
}

function start(): array
{
    return ['handle' => gearman_client()->doBackground('count-primes', '3000000')];
}

function status(string $handle): array
{
    [$known, $running, $done, $of] = gearman_client()->jobStatus($handle);
    return compact('known', 'running', 'done', 'of');
}

$request = $_SERVER['REQUEST_METHOD'] . ' ' . parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH);
match ($request) {
    'GET /' => readfile(__DIR__ . '/../page/index.html'),
    'POST /start' => answer(start()),
    'GET /status' => answer(status($_GET['handle'] ?? '')),
    default => http_response_code(404),
};
