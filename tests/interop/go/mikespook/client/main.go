// The client of github.com/mikespook/gearman-go.
package main

import (
	"encoding/hex"

	"github.com/mikespook/gearman-go/client"

	"interop/contract"
)

var priorities = map[string]byte{
	"high":   client.JobHigh,
	"normal": client.JobNormal,
	"low":    client.JobLow,
}

type library struct{ client *client.Client }

func main() {
	contract.RunClient(func(address string) (contract.Client, error) {
		connected, err := client.New("tcp", address)
		return library{connected}, err
	})
}

func (library library) Ping(payload []byte) ([]byte, error) { return library.client.Echo(payload) }

func (library library) Run(order contract.Order) (contract.Seen, error) {
	seen := contract.NothingSeen()
	ended := make(chan struct{})
	_, err := library.submit(order, func(response *client.Response) {
		note(&seen, response)
		if seen.End != "" {
			close(ended)
		}
	})
	if err == nil {
		<-ended
	}
	return seen, err
}

func (library library) Status(handle string) (contract.Status, error) {
	status, err := library.client.Status(handle)
	if err != nil {
		return contract.Status{}, err
	}
	return contract.Status{
		Known:       status.Known,
		Running:     status.Running,
		Numerator:   status.Numerator,
		Denominator: status.Denominator,
	}, nil
}

func note(seen *contract.Seen, response *client.Response) {
	bytes := hex.EncodeToString(response.Data)
	switch response.DataType {
	case client.WorkData:
		seen.Data = append(seen.Data, bytes)
	case client.WorkWarning:
		seen.Warnings = append(seen.Warnings, bytes)
	case client.WorkStatus:
		status, err := response.Status()
		contract.Must(err)
		seen.Statuses = append(seen.Statuses, [2]uint64{status.Numerator, status.Denominator})
	case client.WorkComplete:
		seen.End, seen.Result = "complete", bytes
	case client.WorkException:
		seen.End, seen.Exception = "exception", bytes
	case client.WorkFail:
		seen.End = "fail"
	}
}

func (library library) Background(order contract.Order) (string, error) {
	priority := priorities[order.Priority]
	return library.client.DoBgWithId(order.Function, order.Payload, priority, unique(order))
}

func (library library) submit(order contract.Order, handler client.ResponseHandler) (string, error) {
	priority := priorities[order.Priority]
	return library.client.DoWithId(order.Function, order.Payload, priority, handler, unique(order))
}

func unique(order contract.Order) string {
	if order.Unique == "" {
		return client.IdGen.Id()
	}
	return order.Unique
}
