// Package contract holds what the Go clients and workers share: the command line and the lines of
// JSON with bytes in hexadecimal.
package contract

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"time"
)

const statusPause = 10 * time.Millisecond

// Seen is what a client was told about its job.
type Seen struct {
	End       string      `json:"end"`
	Result    string      `json:"result"`
	Exception string      `json:"exception"`
	Data      []string    `json:"data"`
	Warnings  []string    `json:"warnings"`
	Statuses  [][2]uint64 `json:"statuses"`
}

// NothingSeen is what a client starts with.
func NothingSeen() Seen {
	return Seen{Data: []string{}, Warnings: []string{}, Statuses: [][2]uint64{}}
}

// Status is the server's answer about a background job.
type Status struct {
	Known       bool   `json:"known"`
	Running     bool   `json:"running"`
	Numerator   uint64 `json:"numerator"`
	Denominator uint64 `json:"denominator"`
}

// Order is a job to submit; an empty Unique leaves the choice to the library.
type Order struct {
	Function, Priority, Unique string
	Payload                    []byte
}

// Client is a library's client behind the actions of the command line.
type Client interface {
	Ping(payload []byte) ([]byte, error)
	Run(order Order) (Seen, error)
	Background(order Order) (handle string, err error)
	Status(handle string) (Status, error)
}

// RunClient does what the command line asks for: ACTION HOST PORT [FUNCTION [PRIORITY UNIQUE]].
func RunClient(connect func(address string) (Client, error)) {
	arguments := os.Args[1:]
	client, err := connect(arguments[1] + ":" + arguments[2])
	Must(err)
	payload, err := io.ReadAll(os.Stdin)
	Must(err)
	order := Order{Priority: "normal", Payload: payload}
	for i, field := range []*string{&order.Function, &order.Priority, &order.Unique} {
		if len(arguments) > 3+i {
			*field = arguments[3+i]
		}
	}
	act(client, arguments[0], order)
}

func act(client Client, action string, order Order) {
	switch action {
	case "ping":
		echo, err := client.Ping(order.Payload)
		Must(err)
		sayLine(map[string]string{"result": hex.EncodeToString(echo)})
	case "run":
		seen, err := client.Run(order)
		Must(err)
		sayLine(seen)
	case "background":
		background(client, order)
	case "follow":
		follow(client, background(client, order))
	}
}

func background(client Client, order Order) string {
	handle, err := client.Background(order)
	Must(err)
	sayLine(map[string]string{"handle": handle})
	return handle
}

func follow(client Client, handle string) {
	for known := true; known; time.Sleep(statusPause) {
		status, err := client.Status(handle)
		Must(err)
		sayLine(status)
		known = status.Known
	}
}

func sayLine(fields any) {
	line, err := json.Marshal(fields)
	Must(err)
	fmt.Println(string(line))
}

// Must ends the program when something failed.
func Must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
