// The client of github.com/appscode/g2.
package main

import (
	"encoding/hex"

	"github.com/appscode/g2/client"
	rt "github.com/appscode/g2/pkg/runtime"
	"interop/contract"
)

var priorities = map[string]byte{
	"high":   rt.JobHigh,
	"normal": rt.JobNormal,
	"low":    rt.JobLow,
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
	case rt.PT_WorkData:
		seen.Data = append(seen.Data, bytes)
	case rt.PT_WorkWarning:
		seen.Warnings = append(seen.Warnings, bytes)
	case rt.PT_WorkStatus:
		status, err := response.Status()
		contract.Must(err)
		seen.Statuses = append(seen.Statuses, [2]uint64{status.Numerator, status.Denominator})
	case rt.PT_WorkComplete:
		seen.End, seen.Result = "complete", bytes
	case rt.PT_WorkException:
		seen.End, seen.Exception = "exception", bytes
	case rt.PT_WorkFail:
		seen.End = "fail"
	}
}

func (library library) Background(order contract.Order) (string, error) {
	return library.client.DoBg(order.Function, order.Payload, priorities[order.Priority])
}

func (library library) submit(order contract.Order, handler client.ResponseHandler) (string, error) {
	return library.client.Do(order.Function, order.Payload, priorities[order.Priority], handler)
}
